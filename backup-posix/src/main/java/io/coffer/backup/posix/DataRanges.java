package io.coffer.backup.posix;

import io.coffer.backup.model.DataRange;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Finds the holes of a regular file. */
final class DataRanges {
    /** So that a file of a million holes does not fill the heap. */
    static final int MAXIMUM_RANGES = 1 << 16;

    private static final int SEEK_END = 2;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;

    private DataRanges() {}

    static List<DataRange> find(Path path) throws IOException {
        // Opening a device may rewind a tape, and seeking in a directory gives numbers that mean nothing.
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(path.toString(), null, "not a regular file");
        }
        if (attributes.size() == 0) {
            return List.of();
        }
        long descriptor;
        try (Scratch scratch = Scratch.acquire()) {
            descriptor = Libc.open(scratch.path(path));
        }
        if (descriptor < 0) {
            throw Errno.failure(descriptor, path, "cannot open");
        }
        try {
            return find((int) descriptor, path);
        } finally {
            Libc.close((int) descriptor);
        }
    }

    private static List<DataRange> find(int descriptor, Path path) throws FileSystemException {
        long size = Libc.lseek(descriptor, 0, SEEK_END);
        if (size < 0) {
            throw Errno.failure(size, path, "cannot find the end");
        }
        Collector ranges = new Collector();
        long position = 0;
        while (position < size) {
            long data = Libc.lseek(descriptor, position, SEEK_DATA);
            if (data == -Errno.ENXIO) {
                break;
            }
            if (data == -Errno.EINVAL || data == -Errno.EOPNOTSUPP) {
                // The file system does not tell: from here on, all may be data.
                data = position;
                position = size;
            } else if (data < 0) {
                throw Errno.failure(data, path, "cannot find data");
            } else {
                long hole = Libc.lseek(descriptor, data, SEEK_HOLE);
                if (hole == -Errno.ENXIO) {
                    // Cut off meanwhile: what was data is neither data nor a hole any more.
                    break;
                }
                if (hole < 0) {
                    throw Errno.failure(hole, path, "cannot find holes");
                }
                // No nearer than where it looked from, or this would never end.
                position = hole > data ? hole : size;
            }
            ranges.add(data, Math.min(position, size));
        }
        return ranges.list();
    }

    /** Ranges in ascending order; when they become too many, it forgets the smallest holes between them. */
    static final class Collector {
        private List<DataRange> ranges = new ArrayList<>();
        private long smallestHole = 1;

        /** Takes the range from {@code start}, not before the last one's end, to {@code end}; ignores an empty one. */
        void add(long start, long end) {
            if (end <= start) {
                return;
            }
            append(start, end);
            while (ranges.size() > MAXIMUM_RANGES) {
                smallestHole = Math.max(4096, smallestHole * 2);
                List<DataRange> all = ranges;
                ranges = new ArrayList<>();
                all.forEach(range -> append(range.offset(), range.end()));
            }
        }

        private void append(long start, long end) {
            int last = ranges.size() - 1;
            if (last >= 0 && start - ranges.get(last).end() < smallestHole) {
                long first = ranges.get(last).offset();
                ranges.set(last, new DataRange(first, end - first));
            } else {
                ranges.add(new DataRange(start, end - start));
            }
        }

        List<DataRange> list() {
            return List.copyOf(ranges);
        }
    }
}
