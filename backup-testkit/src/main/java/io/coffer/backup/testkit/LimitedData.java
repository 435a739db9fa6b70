package io.coffer.backup.testkit;

import io.coffer.backup.spi.ObjectData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.Objects;

/**
 * Object data of zeros that says one length and has another: it ends there, or fails. Takes no memory.
 *
 * @param length what it says
 * @param given how many bytes there are, at most that many
 * @param fails whether there is an exception after them, or their end
 */
record LimitedData(long length, long given, boolean fails) implements ObjectData {
    private static final int PIECE = 8192;

    @Override
    public InputStream newInputStream() {
        return new InputStream() {
            private long position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0];
            }

            @Override
            public int read(byte[] target, int offset, int count) throws IOException {
                Objects.checkFromIndexSize(offset, count, target.length);
                if (count == 0) {
                    return 0;
                }
                int available = (int) Math.min(count, given - position);
                if (available == 0) {
                    end();
                    return -1;
                }
                Arrays.fill(target, offset, offset + available, (byte) 0);
                position += available;
                return available;
            }
        };
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        byte[] zeros = new byte[PIECE];
        for (long position = 0; position < given; ) {
            ByteBuffer piece = ByteBuffer.wrap(zeros, 0, (int) Math.min(PIECE, given - position));
            while (piece.hasRemaining()) {
                position += channel.write(piece);
            }
        }
        end();
    }

    private void end() throws IOException {
        if (fails && given < length) {
            throw new IOException("no more data after " + given + " bytes");
        }
    }
}
