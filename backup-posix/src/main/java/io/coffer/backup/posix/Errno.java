package io.coffer.backup.posix;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Error numbers of Linux, the same on all the architectures of {@link NativeAccess}, and exceptions made of them. */
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int ENXIO = 6;
    static final int E2BIG = 7;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EEXIST = 17;
    static final int EINVAL = 22;
    static final int ERANGE = 34;
    static final int ENOSYS = 38;
    static final int ENODATA = 61;
    static final int EOPNOTSUPP = 95;

    private Errno() {}

    /**
     * Makes the exception for a failed call.
     *
     * @param result what {@link Libc} returned: the error number, negated
     * @param path what the call was about
     * @param action what could not be done, such as "cannot list extended attributes"
     */
    static FileSystemException failure(long result, Path path, String action) {
        int error = (int) -result;
        String file = path.toString();
        String reason = action + ": " + Libc.strerror(error);
        return switch (error) {
            case ENOENT -> new NoSuchFileException(file, null, reason);
            case EPERM, EACCES -> new AccessDeniedException(file, null, reason);
            case EEXIST -> new FileAlreadyExistsException(file, null, reason);
            default -> new FileSystemException(file, null, reason);
        };
    }
}
