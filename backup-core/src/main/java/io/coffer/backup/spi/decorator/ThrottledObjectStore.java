package io.coffer.backup.spi.decorator;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.spi.PutCondition;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/**
 * Keeps the bytes of objects below a bandwidth, for each direction, all threads together. What is sent waits piece by
 * piece; a range waits before it is asked for, for all of its bytes, and then comes as fast as it can. Bytes count each
 * time they are read for sending, so an attempt that is repeated counts again. Requests without a body pass freely.
 *
 * <p>An interruption ends the waiting at once with {@link java.io.InterruptedIOException}; the flag of the thread is
 * set then. Safe for use by many threads.
 */
public final class ThrottledObjectStore extends ForwardingObjectStore {
    private static final int PIECE = 16 << 10;

    private final TokenBucket up;
    private final TokenBucket down;

    /**
     * Makes a store that is no faster than a limit.
     *
     * @param target does the work; closed with this store
     * @param limit for all requests together
     */
    public ThrottledObjectStore(ObjectStore target, BandwidthLimit limit) {
        this(target, limit, MonotonicTime.SYSTEM);
    }

    /**
     * Makes a store that is no faster than a limit, with a time of one's own.
     *
     * @param target does the work; closed with this store
     * @param limit for all requests together
     * @param time to measure and to wait by
     */
    public ThrottledObjectStore(ObjectStore target, BandwidthLimit limit, MonotonicTime time) {
        super(target);
        Objects.requireNonNull(time, "time");
        this.up = new TokenBucket(limit.uploadBytesPerSecond(), time);
        this.down = new TokenBucket(limit.downloadBytesPerSecond(), time);
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        target().put(name, up.isUnlimited() ? data : new ThrottledData(data, up), condition);
    }

    @Override
    public InputStream get(String name) throws IOException {
        InputStream in = target().get(name);
        return down.isUnlimited() ? in : new ThrottledInputStream(in, down);
    }

    @Override
    public byte[] get(String name, long offset, int length) throws IOException {
        down.take(length);
        return target().get(name, offset, length);
    }

    /** Bytes that are handed out no faster than a bucket lets them. */
    private record ThrottledData(ObjectData data, TokenBucket bucket) implements ObjectData {
        @Override
        public long length() {
            return data.length();
        }

        @Override
        public ObjectUse use() {
            return data.use();
        }

        @Override
        public InputStream newInputStream() throws IOException {
            return new ThrottledInputStream(data.newInputStream(), bucket);
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            data.writeTo(new ThrottledChannel(channel, bucket));
        }
    }

    /** Reads small pieces, so that none waits for long. Marks work as far as they do below: clients send again by them. */
    private static final class ThrottledInputStream extends FilterInputStream {
        private final TokenBucket bucket;

        ThrottledInputStream(InputStream in, TokenBucket bucket) {
            super(in);
            this.bucket = bucket;
        }

        @Override
        public int read() throws IOException {
            bucket.take(1);
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = in.read(target, offset, Math.min(length, PIECE));
            bucket.take(count);
            return count;
        }
    }

    /** Writes small pieces, so that none waits for long. */
    private record ThrottledChannel(WritableByteChannel channel, TokenBucket bucket) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) throws IOException {
            ByteBuffer piece = source.duplicate();
            piece.limit(piece.position() + Math.min(piece.remaining(), PIECE));
            bucket.take(piece.remaining());
            int count = channel.write(piece);
            source.position(source.position() + count);
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
    }
}
