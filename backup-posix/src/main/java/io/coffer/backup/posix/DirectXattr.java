package io.coffer.backup.posix;

/** Methods that JNA maps to functions of the same name: {@link Libc} registers them, and is their only caller. */
final class DirectXattr {
    private DirectXattr() {}

    static native long llistxattr(long path, long list, long capacity);

    static native long lgetxattr(long path, long name, long value, long capacity);
}
