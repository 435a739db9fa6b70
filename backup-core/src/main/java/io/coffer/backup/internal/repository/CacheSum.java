package io.coffer.backup.internal.repository;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.internal.format.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * What the files of the cached index end with: two checksums of 32 bits, over the name of the file and all bytes before
 * them. A disk may damage such a file, and nobody but its owner can write it, so it needs no cryptographic hash; that
 * of the whole index, in a process that has just begun, would take longer than all else that an unchanged backup does.
 * Not thread-safe.
 */
final class CacheSum {
    /** In bytes. */
    static final int LENGTH = 8;

    private final CRC32C first = new CRC32C();
    private final CRC32 second = new CRC32();

    /** The name is part of it, or one file could stand in for another. */
    private CacheSum(String file) {
        add(ByteBuffer.wrap(file.getBytes(StandardCharsets.UTF_8)));
    }

    /** Makes the content of a file end with its sum. */
    static LocalCache.Content after(String file, Content content) {
        return channel -> {
            CacheSum sum = new CacheSum(file);
            content.write(sum.counting(channel));
            sum.writeTo(channel);
        };
    }

    /** Writes what is summed up. */
    @FunctionalInterface
    interface Content {
        void write(WritableByteChannel channel) throws IOException;
    }

    /**
     * Verifies a file.
     *
     * @param file its name
     * @param object what it is, for messages
     * @param bytes all of the file, from 0 to the limit
     * @return what is before the sum, a view
     * @throws CorruptObjectException when the sum is another
     */
    static ByteBuffer verified(String file, String object, ByteBuffer bytes) throws CorruptObjectException {
        int length = bytes.limit() - LENGTH;
        if (length < 0) {
            throw Damage.in(object, "its file has " + bytes.limit() + " bytes, fewer than " + LENGTH);
        }
        CacheSum sum = new CacheSum(file);
        sum.add(bytes.slice(0, length));
        if (bytes.getLong(length) != sum.value()) {
            throw Damage.in(object, "the checksum of its file is another (" + bytes.limit() + " bytes)");
        }
        return bytes.slice(0, length);
    }

    private void add(ByteBuffer bytes) {
        first.update(bytes.duplicate());
        second.update(bytes.duplicate());
    }

    private long value() {
        return first.getValue() << 32 | second.getValue();
    }

    private WritableByteChannel counting(WritableByteChannel channel) {
        return new WritableByteChannel() {
            @Override
            public int write(ByteBuffer bytes) throws IOException {
                ByteBuffer written = bytes.duplicate();
                int count = channel.write(bytes);
                add(written.limit(written.position() + count));
                return count;
            }

            @Override
            public boolean isOpen() {
                return channel.isOpen();
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    private void writeTo(WritableByteChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH).putLong(0, value());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
