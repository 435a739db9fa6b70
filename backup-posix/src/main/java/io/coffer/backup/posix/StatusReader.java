package io.coffer.backup.posix;

import io.coffer.backup.spi.FileStatus;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks for what the kernel tells of a file, with statx(2): its structure is the same on all architectures, where that of
 * stat(2) differs. The JDK tells as much only as a map of objects by name, which takes it longer than the call itself.
 */
final class StatusReader {
    private static final int LENGTH = 256;

    private static final int MASK = 0;
    private static final int LINKS = 16;
    private static final int UID = 20;
    private static final int GID = 24;
    private static final int MODE = 28;
    private static final int INODE = 32;
    private static final int SIZE = 40;
    private static final int CHANGED = 96;
    private static final int MODIFIED = 112;
    private static final int RDEV = 128;
    private static final int DEVICE = 136;

    /** STATX_BASIC_STATS without the time of access and the number of blocks. */
    private static final int NEEDED = 0x7ff & ~0x20 & ~0x400;

    private StatusReader() {}

    /** Gives null where the system does not answer to this call: to others it may. */
    static @Nullable FileStatus read(Path path) throws FileSystemException {
        try (Scratch scratch = Scratch.acquire()) {
            long file = scratch.path(path);
            long result = Libc.statx(file, NEEDED, scratch.data(LENGTH));
            if (result == -Errno.ENOSYS || result == -Errno.EPERM || result == -Errno.EINVAL) {
                // An old kernel, or a container that lets through only calls that it knows.
                return null;
            }
            if (result < 0) {
                throw Errno.failure(result, path, "cannot read the attributes");
            }
            return (scratch.dataInt(MASK) & NEEDED) == NEEDED ? status(scratch) : null;
        }
    }

    private static FileStatus status(Scratch scratch) {
        return new FileStatus(
                scratch.dataInt(MODE) & 0xffff,
                scratch.dataInt(UID) & 0xffffffffL,
                scratch.dataInt(GID) & 0xffffffffL,
                scratch.dataLong(SIZE),
                time(scratch, MODIFIED),
                time(scratch, CHANGED),
                scratch.dataLong(INODE),
                device(scratch, DEVICE),
                scratch.dataInt(LINKS) & 0xffffffffL,
                device(scratch, RDEV));
    }

    private static Instant time(Scratch scratch, int at) {
        return Instant.ofEpochSecond(scratch.dataLong(at), scratch.dataInt(at + 8));
    }

    /** In one number, as makedev(3) has it. */
    private static long device(Scratch scratch, int at) {
        long major = scratch.dataInt(at) & 0xffffffffL;
        long minor = scratch.dataInt(at + 4) & 0xffffffffL;
        return (major & 0xfff) << 8 | (major & 0xfffff000L) << 32 | (minor & 0xff) | (minor & 0xffffff00L) << 12;
    }
}
