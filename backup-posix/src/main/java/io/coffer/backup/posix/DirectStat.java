package io.coffer.backup.posix;

/** As {@link DirectXattr}. A class of its own, for older libraries do not have this function. */
final class DirectStat {
    private DirectStat() {}

    static native int statx(int directory, long path, int flags, int mask, long result);
}
