package io.coffer.backup.store.azure;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's HTTP client for a library that reads answers whole: those that are not the content of an object may not be
 * longer than a page of a listing can be, so that nobody fills the heap with an error message. Takes the header out that
 * the JDK sets itself, and refuses from others.
 */
final class ShieldedHttpClient extends HttpClient {
    /** A page has 1,000 blobs of about two kilobytes at most. */
    static final long LONGEST_ANSWER = 8L << 20;

    private final HttpClient delegate;

    ShieldedHttpClient(HttpClient delegate) {
        this.delegate = delegate;
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return delegate.send(plain(request), limit(request, handler));
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
        return delegate.sendAsync(plain(request), limit(request, handler));
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushPromises) {
        return delegate.sendAsync(plain(request), limit(request, handler), pushPromises);
    }

    private static HttpRequest plain(HttpRequest request) {
        HttpRequest.Builder plain = HttpRequest.newBuilder(request.uri())
                .method(request.method(), request.bodyPublisher().orElse(HttpRequest.BodyPublishers.noBody()));
        request.headers().map().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("content-length")) {
                values.forEach(value -> plain.header(name, value));
            }
        });
        request.timeout().ifPresent(plain::timeout);
        request.version().ifPresent(plain::version);
        return plain.build();
    }

    private static <T> BodyHandler<T> limit(HttpRequest request, BodyHandler<T> handler) {
        return answer -> isContent(request, answer) ? handler.apply(answer) : new LimitedBody<>(handler.apply(answer));
    }

    private static boolean isContent(HttpRequest request, ResponseInfo answer) {
        String query = request.uri().getRawQuery();
        boolean plain = query == null || !("&" + query).contains("&comp=");
        return request.method().equals("GET") && plain && (answer.statusCode() == 200 || answer.statusCode() == 206);
    }

    /** Passes a body on until it is too long. */
    private static final class LimitedBody<T> implements BodySubscriber<T> {
        private final BodySubscriber<T> delegate;
        private Flow.@Nullable Subscription subscription;
        private long received;
        private boolean failed;

        LimitedBody(BodySubscriber<T> delegate) {
            this.delegate = delegate;
        }

        @Override
        public CompletionStage<T> getBody() {
            return delegate.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription value) {
            subscription = value;
            delegate.onSubscribe(value);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            buffers.forEach(buffer -> received += buffer.remaining());
            if (failed) {
                return;
            }
            if (received > LONGEST_ANSWER) {
                failed = true;
                Objects.requireNonNull(subscription).cancel();
                delegate.onError(new IOException("the storage answered with more than " + LONGEST_ANSWER + " bytes"));
            } else {
                delegate.onNext(buffers);
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (!failed) {
                delegate.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (!failed) {
                delegate.onComplete();
            }
        }
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return delegate.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return delegate.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return delegate.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return delegate.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return delegate.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return delegate.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return delegate.authenticator();
    }

    @Override
    public Version version() {
        return delegate.version();
    }

    @Override
    public Optional<Executor> executor() {
        return delegate.executor();
    }
}
