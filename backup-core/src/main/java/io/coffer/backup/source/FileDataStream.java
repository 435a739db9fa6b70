package io.coffer.backup.source;

import io.coffer.backup.model.DataRange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a file, or only those parts of it that hold data. A link in the file's place is refused. */
final class FileDataStream extends InputStream {
    private static final Set<OpenOption> OPTIONS = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    /** The JDK copies through memory outside of the heap, as much as is asked for, and keeps it. */
    private static final int READ_AT_ONCE = 256 << 10;

    private final SeekableByteChannel channel;
    private final @Nullable Iterator<DataRange> ranges;
    private long left;

    FileDataStream(Path path, @Nullable List<DataRange> ranges) throws IOException {
        this.channel = Files.newByteChannel(path, OPTIONS);
        this.ranges = ranges == null ? null : ranges.iterator();
        this.left = ranges == null ? Long.MAX_VALUE : 0;
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
        while (left == 0) {
            if (ranges == null || !ranges.hasNext()) {
                return -1;
            }
            DataRange range = ranges.next();
            channel.position(range.offset());
            left = range.length();
        }
        int count = channel.read(ByteBuffer.wrap(target, offset, (int) Math.min(Math.min(length, READ_AT_ONCE), left)));
        if (count < 0) {
            return -1;
        }
        left -= count;
        return count;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
