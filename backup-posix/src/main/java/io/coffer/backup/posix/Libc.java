package io.coffer.backup.posix;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The functions of the C library that are needed. Addresses are plain numbers, which costs least, and belong to a
 * {@link Scratch} as a rule. What fails returns the error number negated, as the kernel has it: so nobody can look at the
 * error number of another call.
 *
 * <p>There are two ways to call through JNA. A {@link Function} needs no preparation, and a call of one costs 0.5
 * microseconds more than direct mapping; direct mapping needs 25 milliseconds for its first method (measured on x86-64
 * with JDK 17 and 25). So a process starts with the first, and goes over to the second, for the functions that are
 * called for every file, when it has made so many calls that more are likely to come.
 */
final class Libc {
    private static final int DIRECT_AFTER = 20_000;

    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_NO_AUTOMOUNT = 0x800;
    private static final int O_NOCTTY = 0x100;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_NOFOLLOW = switch (NativeAccess.architecture()) {
        case "aarch64", "ppc64le" -> 0x8000;
        default -> 0x20000;
    };

    // The process rather than a library named "c": that needs no search, is right for glibc and musl alike, and what is
    // preloaded (fakeroot, for instance) stays in effect.
    private static final NativeLibrary PROCESS = NativeLibrary.getProcess();
    private static final Function LLISTXATTR = PROCESS.getFunction("llistxattr");
    private static final Function LGETXATTR = PROCESS.getFunction("lgetxattr");
    private static final Function LSETXATTR = PROCESS.getFunction("lsetxattr");
    private static final Function LREMOVEXATTR = PROCESS.getFunction("lremovexattr");
    private static final Function OPEN = PROCESS.getFunction("open");
    private static final Function LSEEK = PROCESS.getFunction("lseek");
    private static final Function CLOSE = PROCESS.getFunction("close");
    private static final Function FCHMODAT = PROCESS.getFunction("fchmodat");
    private static final Function SYMLINK = PROCESS.getFunction("symlink");
    private static final Function UTIMENSAT = PROCESS.getFunction("utimensat");
    // glibc before 2.33 has no mknod, only what its header made of it.
    private static final @Nullable Function MKNOD = find("mknod");
    private static final @Nullable Function XMKNOD = find("__xmknod");
    // Since glibc 2.28 and musl 1.2.5.
    private static final @Nullable Function STATX = find("statx");
    // strerror_r is one thing in glibc and another in musl; this name is the standard's version in both.
    private static final @Nullable Function STRERROR = find("__xpg_strerror_r");

    // Not exact when many threads count, and need not be.
    private static int calls;
    private static volatile boolean direct;

    private Libc() {}

    /** Does nothing but initialize this class, so that what is wrong shows now. */
    static void load() {}

    static long llistxattr(long path, long list, long capacity) {
        return checked(
                useDirect()
                        ? DirectXattr.llistxattr(path, list, capacity)
                        : LLISTXATTR.invokeLong(new Object[] {path, list, capacity}));
    }

    static long lgetxattr(long path, long name, long value, long capacity) {
        return checked(
                useDirect()
                        ? DirectXattr.lgetxattr(path, name, value, capacity)
                        : LGETXATTR.invokeLong(new Object[] {path, name, value, capacity}));
    }

    /**
     * Asks for what the kernel knows of a file.
     *
     * @param mask what is wanted
     * @param result where 256 bytes go
     */
    static long statx(long path, int mask, long result) {
        if (STATX == null) {
            return -Errno.ENOSYS;
        }
        int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT;
        return checked(
                useDirect()
                        ? DirectStat.statx(AT_FDCWD, path, flags, mask, result)
                        : STATX.invokeInt(new Object[] {AT_FDCWD, path, flags, mask, result}));
    }

    static long lsetxattr(long path, long name, byte[] value) {
        return checked(LSETXATTR.invokeInt(new Object[] {path, name, value, (long) value.length, 0}));
    }

    static long lremovexattr(long path, long name) {
        return checked(LREMOVEXATTR.invokeInt(new Object[] {path, name}));
    }

    /** Opens for reading what is no symbolic link, without waiting for the other end of a pipe. */
    static long open(long path) {
        int flags = O_NOFOLLOW | O_CLOEXEC | O_NOCTTY;
        long result = open(path, flags | O_NONBLOCK);
        // Somebody holds a lease on the file (Samba does that): wait until the kernel has taken it back.
        return result == -Errno.EAGAIN ? open(path, flags) : result;
    }

    private static long open(long path, int flags) {
        long result;
        do {
            result = checked(OPEN.invokeInt(new Object[] {path, flags}));
        } while (result == -Errno.EINTR);
        return result;
    }

    static long lseek(int descriptor, long offset, int whence) {
        return checked(LSEEK.invokeLong(new Object[] {descriptor, offset, whence}));
    }

    static void close(int descriptor) {
        // Of a file that was not written to; and Linux has closed it even if it says that it was interrupted.
        CLOSE.invokeInt(new Object[] {descriptor});
    }

    static long mknod(long path, int mode, long device) {
        return MKNOD != null ? checked(MKNOD.invokeInt(new Object[] {path, mode, device})) : xmknod(path, mode, device);
    }

    /** As glibc had it before 2.33. */
    static long xmknod(long path, int mode, long device) {
        if (XMKNOD == null) {
            return -Errno.ENOSYS;
        }
        // The version of the interface is 0 on all 64-bit architectures; the device comes by reference.
        return checked(XMKNOD.invokeInt(new Object[] {0, path, mode, new long[] {device}}));
    }

    /**
     * Makes a symbolic link.
     *
     * @param target with a zero at its end
     */
    static long symlink(byte[] target, long path) {
        return checked(SYMLINK.invokeInt(new Object[] {target, path}));
    }

    /** Sets both times, each in two numbers: seconds and nanoseconds, which are 64 bits wide on these platforms. */
    static long utimens(long path, long[] times) {
        return checked(UTIMENSAT.invokeInt(new Object[] {AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW}));
    }

    /** Sets permission bits, following no symbolic link; {@code EOPNOTSUPP} where the library cannot do that. */
    static long chmod(long path, int permissions) {
        return checked(FCHMODAT.invokeInt(new Object[] {AT_FDCWD, path, permissions, AT_SYMLINK_NOFOLLOW}));
    }

    static long chmodFollowing(long path, int permissions) {
        return checked(FCHMODAT.invokeInt(new Object[] {AT_FDCWD, path, permissions, 0}));
    }

    static String strerror(int error) {
        byte[] text = new byte[256];
        if (STRERROR == null || STRERROR.invokeInt(new Object[] {error, text, (long) text.length}) != 0) {
            return "error " + error;
        }
        return Native.toString(text);
    }

    private static long checked(long result) {
        if (result >= 0) {
            return result;
        }
        // JNA keeps it for each thread, from before anything else could overwrite it.
        int error = Native.getLastError();
        return error > 0 ? -error : -Errno.EIO;
    }

    private static @Nullable Function find(String name) {
        try {
            return PROCESS.getFunction(name);
        } catch (UnsatisfiedLinkError e) {
            return null;
        }
    }

    private static boolean useDirect() {
        return direct || (++calls > DIRECT_AFTER && goDirect());
    }

    private static synchronized boolean goDirect() {
        if (!direct) {
            // If it fails, not again at every call.
            calls = Integer.MIN_VALUE;
            try {
                Native.register(DirectXattr.class, PROCESS);
                if (STATX != null) {
                    Native.register(DirectStat.class, PROCESS);
                }
                direct = true;
            } catch (RuntimeException | LinkageError e) {
                LoggerFactory.getLogger(PosixFiles.class).debug("JNA's direct mapping is not available", e);
            }
        }
        return direct;
    }
}
