package io.coffer.backup.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of a tar archive: counts them, and keeps them within limits. Not thread-safe. */
final class TarBytes extends FilterInputStream {
    /** Long names and extended headers of one entry; the library reads them into memory. */
    private static final long MAX_HEADER = 4 << 20;

    private final String archive;
    private final ArchiveLimits limits;
    private final long archiveSize;
    private long count;
    private long headerEnd = Long.MAX_VALUE;
    private long data;
    private String entry = "";

    TarBytes(InputStream in, String archive, ArchiveLimits limits, long archiveSize) {
        super(in);
        this.archive = archive;
        this.limits = limits;
        this.archiveSize = archiveSize;
    }

    long count() {
        return count;
    }

    void expectHeader() {
        headerEnd = count + MAX_HEADER;
    }

    void expectData(String name) {
        headerEnd = Long.MAX_VALUE;
        entry = name;
    }

    /** Says that data came out of the entry: with holes, more than went in. */
    void gave(int length) throws ArchiveException {
        data += length;
        limits.checkSize(data, archiveSize, archive, entry);
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            took(1);
        }
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = in.read(target, offset, length);
        if (read > 0) {
            took(read);
        }
        return read;
    }

    @Override
    public long skip(long length) throws IOException {
        long skipped = in.skip(length);
        took(skipped);
        return skipped;
    }

    private void took(long length) throws ArchiveException {
        count += length;
        if (count > headerEnd) {
            throw new ArchiveException(
                    archive + ": the header after the entry \"" + entry + "\" has more than " + MAX_HEADER + " bytes",
                    null);
        }
        limits.checkSize(count, archiveSize, archive, entry);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
