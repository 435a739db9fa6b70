package io.coffer.backup.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;

/** Data that must have the length and the checksum that the archive states. Not thread-safe. */
final class CheckedData extends FilterInputStream {
    private final CRC32 crc = new CRC32();
    private final String what;
    private final long size;
    private final long expectedCrc;
    private long count;

    /** Checks data; a negative checksum is not checked. */
    CheckedData(InputStream in, String what, long size, long expectedCrc) {
        super(in);
        this.what = what;
        this.size = size;
        this.expectedCrc = expectedCrc;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read;
        try {
            read = in.read(target, offset, length);
        } catch (IOException | RuntimeException damaged) {
            throw new ArchiveException(what + " cannot be read: " + damaged.getMessage(), damaged);
        }
        if (read < 0) {
            if (count != size) {
                throw new ArchiveException(what + " has " + count + " bytes instead of " + size, null);
            }
            return -1;
        }
        crc.update(target, offset, read);
        count += read;
        if (count > size) {
            throw new ArchiveException(what + " has more than the " + size + " bytes that the archive states", null);
        }
        // Not at the end of the stream, which nobody looks for who knows the size.
        if (count == size && expectedCrc >= 0 && crc.getValue() != expectedCrc) {
            throw new ArchiveException(what + " is damaged: its checksum is another", null);
        }
        return read;
    }

    @Override
    public long skip(long length) throws IOException {
        byte[] skipped = new byte[8192];
        long done = 0;
        while (done < length) {
            int read = read(skipped, 0, (int) Math.min(skipped.length, length - done));
            if (read < 0) {
                break;
            }
            done += read;
        }
        return done;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
