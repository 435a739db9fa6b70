package io.coffer.backup.testkit;

import io.coffer.backup.spi.ObjectData;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/** Object data that does something in the middle, such as to fail, and gives its second half after that if it can. */
record BrokenData(byte[] bytes, Action middle) implements ObjectData {
    /** What happens in the middle. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public InputStream newInputStream() {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            private int position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int half = bytes.length / 2;
                if (position == half) {
                    middle.run();
                }
                int count = super.read(target, offset, position < half ? Math.min(length, half - position) : length);
                position += Math.max(count, 0);
                return count;
            }

            @Override
            public boolean markSupported() {
                return false;
            }
        };
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        int half = bytes.length / 2;
        write(channel, Arrays.copyOf(bytes, half));
        middle.run();
        write(channel, Arrays.copyOfRange(bytes, half, bytes.length));
    }

    private static void write(WritableByteChannel channel, byte[] part) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(part);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
