package io.coffer.backup.archive;

import io.coffer.backup.model.DataRange;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Where a file has data, as the sparse format 1.0 of GNU tar puts it before the data itself. */
record SparseMap(byte[] block, long dataLength) {
    private static final int BLOCK = 512;

    static SparseMap of(List<DataRange> ranges, long size) {
        StringBuilder map = new StringBuilder();
        long data = 0;
        for (DataRange range : ranges) {
            map.append(range.offset()).append('\n').append(range.length()).append('\n');
            data += range.length();
        }
        int count = ranges.size();
        // A hole at the end has an empty range after it, which tells how long the file is.
        if (count == 0 || ranges.get(count - 1).end() < size) {
            map.append(size).append("\n0\n");
            count++;
        }
        byte[] text = (count + "\n" + map).getBytes(StandardCharsets.US_ASCII);
        return new SparseMap(Arrays.copyOf(text, (text.length + BLOCK - 1) / BLOCK * BLOCK), data);
    }

    /** How much the archive holds of the file. */
    long stored() {
        return block.length + dataLength;
    }
}
