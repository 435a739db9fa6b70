package io.coffer.backup.archive;

/**
 * What is read of an archive before it counts as an attack.
 *
 * @param entries how many there may be; each takes about one kilobyte of heap
 * @param size how many bytes all of their data together may have
 * @param ratio how many times as large as the archive the data may be, once it is more than {@link #HARMLESS}
 */
record ArchiveLimits(int entries, long size, int ratio) {
    /** So much data is no attack, however small the archive. */
    static final long HARMLESS = 64L << 20;

    static final ArchiveLimits DEFAULT = new ArchiveLimits(250_000, 256L << 30, 200);

    void checkEntries(long count, String archive) throws ArchiveException {
        if (count > entries) {
            throw new ArchiveException(
                    archive + " has more than " + entries + " entries; allow it more with maxEntries", null);
        }
    }

    /** Checks how much data there is so far. */
    void checkSize(long data, long archiveSize, String archive, String entry) throws ArchiveException {
        if (data > size) {
            throw new ArchiveException(
                    archive + " has more than " + size + " bytes of data, with the entry \"" + entry
                            + "\"; allow it more with maxSize",
                    null);
        }
        if (data > HARMLESS && data / ratio > archiveSize) {
            throw new ArchiveException(
                    archive + " has " + archiveSize + " bytes and more than " + ratio
                            + " times as much data, with the entry \"" + entry
                            + "\": it may be made to fill a disk; allow it more with maxRatio",
                    null);
        }
    }
}
