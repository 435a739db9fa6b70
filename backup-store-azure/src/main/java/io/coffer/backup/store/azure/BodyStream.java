package io.coffer.backup.store.azure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/**
 * The body of an answer as a stream. A few buffers are asked for ahead, so that memory stays bounded however slowly it
 * is read. An end before the length that the storage announced is a failure. Read by one thread at a time; closed by any.
 */
final class BodyStream extends InputStream {
    private static final int BUFFERS_AHEAD = 8;

    private final long length;
    private final Explanation explanation;
    private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
    private final Receiver receiver = new Receiver();
    private ByteBuffer current = ByteBuffer.allocate(0);
    private long received;
    private @Nullable Object end;
    private volatile boolean closed;

    /** Makes an exception of what the library threw. */
    @FunctionalInterface
    interface Explanation {
        IOException explain(Throwable failure);
    }

    /** What stands in the queue last. */
    private enum End {
        COMPLETE,
        CLOSED
    }

    private record Failure(Throwable cause) {}

    BodyStream(Flux<ByteBuffer> body, long length, Explanation explanation) {
        this.length = length;
        this.explanation = explanation;
        // At once: a body that nobody asks for keeps its connection.
        body.subscribe(receiver);
    }

    @Override
    public int read() throws IOException {
        return fill() ? current.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        if (count == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int part = Math.min(count, current.remaining());
        current.get(target, offset, part);
        return part;
    }

    @Override
    public int available() {
        return closed ? 0 : current.remaining();
    }

    /** Makes sure that there is a byte to read; false at the end. */
    private boolean fill() throws IOException {
        while (true) {
            if (closed) {
                throw new IOException("the stream is closed");
            }
            if (current.hasRemaining()) {
                return true;
            }
            if (end == null) {
                take();
            } else if (end == End.COMPLETE) {
                return false;
            } else if (end instanceof Failure failure) {
                throw explanation.explain(failure.cause());
            }
        }
    }

    private void take() throws IOException {
        Object next;
        try {
            next = queue.take();
        } catch (InterruptedException e) {
            receiver.cancel();
            throw explanation.explain(e);
        }
        if (next instanceof ByteBuffer buffer) {
            current = buffer;
            received += buffer.remaining();
            if (received > length) {
                receiver.cancel();
                end = new Failure(new IOException("the answer goes on after the " + length + " bytes it announced"));
                current = ByteBuffer.allocate(0);
            } else {
                receiver.request(1);
            }
        } else if (next == End.COMPLETE && received < length) {
            end = new Failure(new IOException("the answer ended after " + received + " of " + length + " bytes"));
        } else {
            end = next;
        }
    }

    @Override
    public void close() {
        closed = true;
        receiver.cancel();
        // Somebody may be waiting.
        queue.add(End.CLOSED);
    }

    /** Puts what comes into the queue. */
    private final class Receiver extends BaseSubscriber<ByteBuffer> {
        @Override
        public Context currentContext() {
            return QuietCancellation.CONTEXT;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(BUFFERS_AHEAD);
        }

        @Override
        protected void hookOnNext(ByteBuffer buffer) {
            if (buffer.hasRemaining()) {
                queue.add(buffer);
            } else {
                request(1);
            }
        }

        @Override
        protected void hookOnComplete() {
            queue.add(End.COMPLETE);
        }

        @Override
        protected void hookOnError(Throwable failure) {
            queue.add(new Failure(failure));
        }
    }
}
