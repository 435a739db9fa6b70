package io.coffer.backup.store.cloudinary;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A body as an array: passes over its start, and takes no more than it should. */
final class LimitedBody implements BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> result = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int limit;
    private final boolean cut;
    private long skip;
    private Flow.@Nullable Subscription subscription;

    private LimitedBody(long skip, int limit, boolean cut) {
        this.skip = skip;
        this.limit = limit;
        this.cut = cut;
    }

    /** All of a body; one that is longer than the limit is an error. */
    static LimitedBody whole(int limit) {
        return new LimitedBody(0, limit, false);
    }

    /** A part of a body; what comes after it is not waited for. */
    static LimitedBody part(long offset, int length) {
        return new LimitedBody(offset, length, true);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return result;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            int skipped = (int) Math.min(skip, buffer.remaining());
            skip -= skipped;
            buffer.position(buffer.position() + skipped);
            int room = limit - bytes.size();
            byte[] taken = new byte[Math.min(room, buffer.remaining())];
            buffer.get(taken);
            bytes.write(taken, 0, taken.length);
            if (cut && bytes.size() == limit) {
                end();
            } else if (buffer.hasRemaining()) {
                result.completeExceptionally(new IOException("the answer has more than " + limit + " bytes"));
                cancel();
            }
        }
    }

    private void end() {
        if (result.complete(bytes.toByteArray())) {
            cancel();
        }
    }

    private void cancel() {
        Objects.requireNonNull(subscription, "subscription").cancel();
    }

    @Override
    public void onError(Throwable failure) {
        result.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        result.complete(bytes.toByteArray());
    }
}
