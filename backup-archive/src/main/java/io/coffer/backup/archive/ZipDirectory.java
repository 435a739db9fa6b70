package io.coffer.backup.archive;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;

/**
 * Counts the entries in the directory of a zip archive before the library reads it, which keeps all of it in memory and
 * knows no limit.
 */
final class ZipDirectory {
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int END_64_LOCATOR = 0x07064b50;
    private static final int HEADER = 0x02014b50;
    private static final int END_LENGTH = 22;
    private static final int LOCATOR_LENGTH = 20;
    private static final int HEADER_LENGTH = 46;
    private static final int MAX_COMMENT = 0xffff;

    private ZipDirectory() {}

    static void check(SeekableByteChannel channel, String archive, ArchiveLimits limits) throws IOException {
        try {
            channel.position(start(channel, archive));
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
            DataInputStream data = new DataInputStream(in);
            byte[] header = new byte[HEADER_LENGTH];
            for (long count = 1; Integer.reverseBytes(data.readInt()) == HEADER; count++) {
                limits.checkEntries(count, archive);
                data.readFully(header, 4, HEADER_LENGTH - 4);
                ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
                data.skipNBytes((fields.getShort(28) & 0xffffL)
                        + (fields.getShort(30) & 0xffffL)
                        + (fields.getShort(32) & 0xffffL));
            }
        } catch (EOFException | IllegalArgumentException damaged) {
            throw new ArchiveException(archive + " is damaged or cut short: its directory does not end", damaged);
        }
        channel.position(0);
    }

    private static long start(SeekableByteChannel channel, String archive) throws IOException {
        long tailStart = Math.max(0, channel.size() - MAX_COMMENT - END_LENGTH - LOCATOR_LENGTH);
        ByteBuffer tail = read(channel, tailStart, (int) (channel.size() - tailStart));
        for (int at = tail.capacity() - END_LENGTH; at >= 0; at--) {
            if (tail.getInt(at) == END) {
                long offset = tail.getInt(at + 16) & 0xffffffffL;
                if (at >= LOCATOR_LENGTH && tail.getInt(at - LOCATOR_LENGTH) == END_64_LOCATOR) {
                    ByteBuffer end64 = read(channel, tail.getLong(at - LOCATOR_LENGTH + 8), 56);
                    if (end64.getInt(0) == END_64) {
                        return end64.getLong(48);
                    }
                }
                return offset;
            }
        }
        throw new ArchiveException(
                archive + " is cut short: a zip archive has its directory at its end, and this has none", null);
    }

    private static ByteBuffer read(SeekableByteChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        channel.position(position);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException();
            }
        }
        return bytes.flip();
    }
}
