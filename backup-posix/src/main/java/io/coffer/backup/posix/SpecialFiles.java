package io.coffer.backup.posix;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;

/** Makes named pipes, devices, sockets and symbolic links, and gives them their times. */
final class SpecialFiles {
    private static final int TYPE = 0170000;
    private static final int PIPE = 0010000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int SOCKET = 0140000;
    private static final int PERMISSIONS = 07777;

    private SpecialFiles() {}

    static void make(Path path, int mode, long device) throws IOException {
        long number = switch (mode & TYPE) {
            case PIPE, SOCKET -> 0;
            case CHARACTER_DEVICE, BLOCK_DEVICE -> device;
            default ->
                throw new IllegalArgumentException(
                        "not the mode of a pipe, device or socket: 0" + Integer.toOctalString(mode));
        };
        if (number >>> 32 != 0) {
            throw new FileSystemException(
                    path.toString(), null, "device number " + Long.toHexString(number) + " has more than 32 bits");
        }
        try (Scratch scratch = Scratch.acquire()) {
            long file = scratch.path(path);
            long result = Libc.mknod(file, mode & (TYPE | PERMISSIONS), number);
            if (result < 0) {
                throw Errno.failure(result, path, "cannot make a special file");
            }
            int made = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if ((made & TYPE) != (mode & TYPE)) {
                throw new FileSystemException(path.toString(), null, "was replaced while it was made");
            }
            // The umask, or the directory's default access control list, may have taken some away.
            if ((made & PERMISSIONS) != (mode & PERMISSIONS)) {
                setPermissions(path, file, mode & PERMISSIONS);
            }
        }
    }

    static void link(Path path, byte[] target) throws IOException {
        byte[] terminated = Arrays.copyOf(target, target.length + 1);
        for (byte b : target) {
            if (b == 0) {
                throw new FileSystemException(path.toString(), null, "the target of a link cannot have a zero in it");
            }
        }
        try (Scratch scratch = Scratch.acquire()) {
            long result = Libc.symlink(terminated, scratch.path(path));
            if (result < 0) {
                throw Errno.failure(result, path, "cannot make a symbolic link");
            }
        }
    }

    static void setModified(Path path, Instant time) throws IOException {
        long[] times = {time.getEpochSecond(), time.getNano(), time.getEpochSecond(), time.getNano()};
        try (Scratch scratch = Scratch.acquire()) {
            long result = Libc.utimens(scratch.path(path), times);
            if (result < 0) {
                throw Errno.failure(result, path, "cannot set the time of modification");
            }
        }
    }

    private static void setPermissions(Path path, long file, int permissions) throws IOException {
        long result = Libc.chmod(file, permissions);
        if (result == -Errno.EOPNOTSUPP || result == -Errno.EINVAL || result == -Errno.ENOSYS) {
            // An old C library, or no /proc. It was no symbolic link a moment ago.
            result = Libc.chmodFollowing(file, permissions);
        }
        if (result < 0) {
            IOException failure = Errno.failure(result, path, "cannot set the permissions");
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
            throw failure;
        }
    }
}
