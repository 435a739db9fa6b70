package io.coffer.backup.store.cloudinary;

import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes requests to Cloudinary, signs them, and makes exceptions of what is not an answer. Thread-safe. */
final class Transport {
    private static final int MAX_ANSWER = 8 << 20;

    /** Versions are seconds since 1970; these are far from all that were given, and never come twice. */
    private static final long FIRST_VERSION = 10_000_000_000L;

    private final HttpClient client;
    private final Endpoints endpoints;
    private final CloudinaryCredentialsSource source;
    private final SignatureAlgorithm algorithm;
    private final Duration timeout;
    private final Clock clock;
    private final Failures failures;
    private final AdminBudget budget;

    Transport(
            Endpoints endpoints,
            CloudinaryCredentialsSource source,
            SignatureAlgorithm algorithm,
            Duration timeout,
            Clock clock,
            Failures failures,
            AdminBudget budget) {
        this.endpoints = endpoints;
        this.source = source;
        this.algorithm = algorithm;
        this.timeout = timeout;
        this.clock = clock;
        this.failures = failures;
        this.budget = budget;
        // Version 1.1: one connection for each transfer, as fast as the network; and it tells when it breaks.
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    Duration timeout() {
        return timeout;
    }

    /** What a request is about, for messages. */
    record Subject(String doing, @Nullable String name) {}

    /** Asks the Admin API, which permits a number of requests an hour. */
    Answer admin(Subject subject, URI uri) throws IOException {
        budget.require(subject.doing());
        try (CloudinaryCredentials credentials = source.get()) {
            HttpRequest request = request(uri)
                    .header("Authorization", credentials.basicAuthorization())
                    .build();
            HttpResponse<byte[]> response = send(subject, request, whole(), timeout);
            budget.heard(response.statusCode(), response.headers());
            return answer(subject, response, credentials);
        }
    }

    /** Asks the upload API for something small. */
    Answer call(Subject subject, String action, SortedMap<String, String> parameters) throws IOException {
        try (CloudinaryCredentials credentials = source.get()) {
            HttpRequest request = request(endpoints.upload(action))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(Signatures.form(sign(parameters, credentials))))
                    .build();
            return answer(subject, send(subject, request, whole(), timeout), credentials);
        }
    }

    /** Makes a body out of the signed parameters of an upload. */
    interface UploadBody {
        BodyPublisher of(SortedMap<String, String> signed);
    }

    /** Sends a file, or a part of one. */
    Answer upload(
            Subject subject,
            SortedMap<String, String> parameters,
            SortedMap<String, String> headers,
            UploadBody body,
            Duration patience)
            throws IOException {
        try (CloudinaryCredentials credentials = source.get()) {
            HttpRequest.Builder request = request(endpoints.upload("upload"));
            headers.forEach(request::header);
            request.POST(body.of(sign(parameters, credentials))).timeout(patience);
            return answer(subject, send(subject, request.build(), whole(), patience), credentials);
        }
    }

    /** An answer with its status and headers. */
    <T> HttpResponse<T> download(
            Subject subject,
            String publicId,
            @Nullable String range,
            Function<HttpResponse.ResponseInfo, HttpResponse.BodySubscriber<T>> success)
            throws IOException {
        try (CloudinaryCredentials credentials = source.get()) {
            // A version that was never asked for before: no cache can have an answer to it.
            long version = FIRST_VERSION + ThreadLocalRandom.current().nextLong(89_999_999_999L);
            URI uri = endpoints.delivery(publicId, Signatures.ofDelivery(publicId, credentials), version);
            HttpRequest.Builder request = request(uri);
            if (range != null) {
                request.header("Range", range);
            }
            Refusable<T> refusable = new Refusable<>(success);
            HttpResponse<T> response = send(subject, request.build(), refusable, timeout);
            if (refusable.refused != null) {
                throw failures.refused(
                        subject.doing(),
                        subject.name(),
                        response.statusCode(),
                        response.headers(),
                        refusable.refused.getBody().toCompletableFuture().join(),
                        credentials);
            }
            return response;
        }
    }

    private SortedMap<String, String> sign(SortedMap<String, String> parameters, CloudinaryCredentials credentials) {
        SortedMap<String, String> signed = new TreeMap<>(parameters);
        signed.put("timestamp", Long.toString(clock.instant().getEpochSecond()));
        String signature = Signatures.ofRequest(signed, credentials, algorithm);
        signed.put("signature", signature);
        signed.put("api_key", credentials.apiKey());
        return signed;
    }

    private HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(timeout).header("User-Agent", "coffer");
    }

    private static BodyHandler<byte[]> whole() {
        return info -> LimitedBody.whole(MAX_ANSWER);
    }

    private Answer answer(Subject subject, HttpResponse<byte[]> response, CloudinaryCredentials credentials)
            throws IOException {
        if (response.statusCode() != 200) {
            throw failures.refused(
                    subject.doing(),
                    subject.name(),
                    response.statusCode(),
                    response.headers(),
                    response.body(),
                    credentials);
        }
        try {
            return Answer.read(response.body());
        } catch (IOException noJson) {
            throw strange(subject, noJson);
        }
    }

    StoreException strange(Subject subject, IOException cause) {
        return failures.strange(subject.doing(), subject.name(), String.valueOf(cause.getMessage()), cause);
    }

    private <T> HttpResponse<T> send(Subject subject, HttpRequest request, BodyHandler<T> handler, Duration patience)
            throws IOException {
        CompletableFuture<HttpResponse<T>> future = client.sendAsync(request, handler);
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + subject.doing());
        } catch (TimeoutException late) {
            future.cancel(true);
            throw failures.unreachable(
                    subject.doing(),
                    subject.name(),
                    new HttpTimeoutException("no answer within " + patience.toSeconds() + " s"));
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            throw failures.unreachable(subject.doing(), subject.name(), cause == null ? failed : cause);
        }
    }

    /** Gives the body of a success to whom it is for, and keeps that of an error for the message. */
    private static final class Refusable<T> implements BodyHandler<T> {
        private final Function<HttpResponse.ResponseInfo, HttpResponse.BodySubscriber<T>> success;
        private @Nullable LimitedBody refused;

        Refusable(Function<HttpResponse.ResponseInfo, HttpResponse.BodySubscriber<T>> success) {
            this.success = success;
        }

        @Override
        @SuppressWarnings("NullAway")
        public HttpResponse.BodySubscriber<T> apply(HttpResponse.ResponseInfo info) {
            if (info.statusCode() == 200 || info.statusCode() == 206) {
                return success.apply(info);
            }
            LimitedBody body = LimitedBody.part(0, 64 << 10);
            refused = body;
            return HttpResponse.BodySubscribers.mapping(body, bytes -> null);
        }
    }

    /** What is read from a stream, when something goes wrong there. */
    InputStream stream(HttpResponse<InputStream> response, String name) {
        return new ObjectStream(response.body(), name, failures);
    }
}
