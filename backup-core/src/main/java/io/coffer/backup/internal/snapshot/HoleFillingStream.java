package io.coffer.backup.internal.snapshot;

import io.coffer.backup.model.DataRange;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file with holes as a stream: zeros where the file has none of its data. Not thread-safe. */
final class HoleFillingStream extends InputStream {
    private final InputStream data;
    private final Iterator<DataRange> ranges;
    private final long size;
    private @Nullable DataRange range;
    private long at;

    HoleFillingStream(InputStream data, List<DataRange> ranges, long size) {
        this.data = data;
        this.ranges = ranges.iterator();
        this.size = size;
        this.range = this.ranges.hasNext() ? this.ranges.next() : null;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (range != null && at >= range.end()) {
            range = ranges.hasNext() ? ranges.next() : null;
        }
        if (range != null && at >= range.offset()) {
            int count = data.read(target, offset, (int) Math.min(length, range.end() - at));
            if (count < 0) {
                throw new EOFException("the data of the file ends at " + at + " of " + size + " bytes");
            }
            at += count;
            return count;
        }
        long holeEnd = range == null ? size : Math.min(size, range.offset());
        if (at >= holeEnd) {
            return -1;
        }
        int count = (int) Math.min(length, holeEnd - at);
        Arrays.fill(target, offset, offset + count, (byte) 0);
        at += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        data.close();
    }
}
