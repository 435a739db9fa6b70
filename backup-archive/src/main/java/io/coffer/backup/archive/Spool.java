package io.coffer.backup.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;

/** Data of entries, one after the other, in a temporary file that goes when it is closed. Reading is thread-safe. */
final class Spool implements Closeable {
    private final Path file;
    private final FileChannel channel;
    private final byte[] buffer = new byte[1 << 16];

    private Spool(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static Spool create() throws IOException {
        Path file = Files.createTempFile("coffer-archive", ".tmp");
        return new Spool(file, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /** A part of the file. */
    record Slice(Spool spool, long offset, long length, long crc, String what) implements ArchivedData {
        @Override
        public InputStream open() {
            return new CheckedData(new SliceStream(spool.channel, offset, length), what, length, crc);
        }
    }

    Slice add(InputStream in, TarBytes counter, String what) throws IOException {
        long start = channel.position();
        CRC32 crc = new CRC32();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            counter.gave(count);
            crc.update(buffer, 0, count);
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        return new Slice(this, start, channel.position() - start, crc.getValue(), what);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }

    private static final class SliceStream extends InputStream {
        private final FileChannel channel;
        private final long end;
        private long at;

        SliceStream(FileChannel channel, long offset, long length) {
            this.channel = channel;
            this.at = offset;
            this.end = offset + length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (at >= end) {
                return -1;
            }
            int count = channel.read(ByteBuffer.wrap(target, offset, (int) Math.min(length, end - at)), at);
            at += Math.max(0, count);
            return count;
        }
    }
}
