package io.coffer.backup.store.s3;

import io.coffer.backup.spi.ObjectColdException;
import io.coffer.backup.spi.ObjectLockedException;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.RangeNotSatisfiableException;
import io.coffer.backup.spi.StoreAccessException;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreFullException;
import io.coffer.backup.spi.StoreUnavailableException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;

/** Turns what the SDK throws into the exceptions of a store, with what to do. */
final class Failures {
    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;
    static final int PRECONDITION_FAILED = 412;

    private static final int FORBIDDEN = 403;
    private static final int RANGE = 416;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int FULL = 507;

    private static final Set<String> FULL_CODES = Set.of(
            "QuotaExceeded",
            "XMinioStorageFull",
            "XMinioAdminBucketQuotaExceeded",
            "StorageFull",
            "InsufficientStorage",
            "storage_cap_exceeded");
    private static final Set<String> EXPIRED_CODES = Set.of("ExpiredToken", "TokenRefreshRequired", "RequestExpired");
    private static final Set<String> BUSY_CODES =
            Set.of("SlowDown", "SlowDownRead", "SlowDownWrite", "RequestTimeout", "OperationAborted", "InternalError");
    private static final Set<String> WRONG_REGION_CODES = Set.of(
            "PermanentRedirect",
            "TemporaryRedirect",
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException");
    private static final Set<String> KEY_CODES =
            Set.of("InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "InvalidSecurity");

    private final String location;
    private final Settings settings;
    private final Secrets secrets;

    Failures(String location, Settings settings, Secrets secrets) {
        this.location = location;
        this.settings = settings;
        this.secrets = secrets;
    }

    /** A call of the SDK. */
    interface Call<T> {
        T run() throws IOException;
    }

    /** Runs a call, and throws what {@link #explain} makes of its failure. */
    <T> T call(String action, @Nullable String name, Call<T> call) throws IOException {
        try {
            return guarded(call);
        } catch (SdkException e) {
            throw explain(action, name, e);
        }
    }

    /** Runs a call; odd answers make the SDK throw other things than its own exceptions. */
    static <T> T guarded(Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (SdkException | IllegalStateException | Payload.UnreadableDataException e) {
            throw e;
        } catch (RuntimeException e) {
            throw RetryableException.create("the answer cannot be understood: " + e.getMessage(), e);
        }
    }

    /**
     * Explains a failure.
     *
     * @param action what the store was doing: "get object a/b"
     * @return for the caller to throw
     */
    IOException explain(String action, @Nullable String name, SdkException failure) {
        if (failure instanceof AbortedException || causedBy(failure, InterruptedException.class) != null) {
            InterruptedIOException interrupted =
                    new InterruptedIOException("interrupted: cannot " + action + " in " + location);
            interrupted.initCause(failure);
            return interrupted;
        }
        if (failure instanceof AwsServiceException answer) {
            return answered(action, name, Answer.of(answer), answer);
        }
        return unanswered(action, name, failure);
    }

    /** Explains what the server said of one object among many. */
    StoreException explainPart(String action, String name, Answer answer) {
        return answered(action, name, answer, null);
    }

    private StoreException answered(
            String action, @Nullable String name, Answer answer, @Nullable AwsServiceException failure) {
        String found =
                "cannot " + action + " in " + location + ": the server answered " + secrets.hide(answer.describe());
        Throwable cause = secrets.hide(failure);
        String code = answer.code();
        int status = answer.status();
        if (code.equals("NoSuchBucket")) {
            return new StoreUnavailableException(
                    found + "; there is no bucket \"" + settings.bucket()
                            + "\": check its name, region and endpoint, or make it; it is never made by itself",
                    name,
                    cause);
        }
        if (name != null && isNotFound(answer)) {
            return new ObjectNotFoundException(
                    found + "; there is no object " + name + ": it was never put, or it was deleted", name, cause);
        }
        if (name != null && (status == RANGE || code.equals("InvalidRange"))) {
            return new RangeNotSatisfiableException(found, name, cause);
        }
        if (name != null && code.equals("InvalidObjectState")) {
            return new ObjectColdException(
                    found + "; it is in a cold storage class: recall it, and read it in some hours", name, cause);
        }
        if (FULL_CODES.contains(code) || status == FULL || answer.says("storage cap exceeded", "quota exceeded")) {
            return new StoreFullException(
                    found + "; raise the quota of the bucket or account, or remove what is not needed;"
                            + " what was stored before is untouched",
                    name,
                    cause);
        }
        if (name != null && answer.says("object lock", "worm protected", "objectlocked")) {
            return new ObjectLockedException(
                    found + "; object lock keeps it: wait until its retention has ended", name, cause);
        }
        if (code.equals("RequestTimeTooSkewed")) {
            // Temporary: the SDK takes the server's time from the answer, and signs the next request with it.
            return new StoreException(
                    found + "; the clock of this machine is wrong by more than the server accepts"
                            + answer.serverTime()
                            + ": set it, best by a time service",
                    name,
                    true,
                    cause);
        }
        if (BUSY_CODES.contains(code)
                || status == TOO_MANY_REQUESTS
                || (status >= SERVER_ERROR && status != NOT_IMPLEMENTED)) {
            return new StoreUnavailableException(
                    found + "; the server is busy or has a fault of its own: try again later",
                    name,
                    answer.retryAfter(),
                    cause);
        }
        return refused(found, name, answer, cause);
    }

    private StoreException refused(String found, @Nullable String name, Answer answer, @Nullable Throwable cause) {
        String code = answer.code();
        if (EXPIRED_CODES.contains(code)) {
            return new StoreAccessException(
                    found + "; the temporary credentials have expired: get new ones (\"aws sso login\","
                            + " a new session token), then try again",
                    name,
                    cause);
        }
        if (WRONG_REGION_CODES.contains(code) || answer.status() / 100 == 3) {
            return new StoreAccessException(
                    found + "; the bucket is in " + answer.region()
                            + ": name it with region=, and the endpoint that belongs to it",
                    name,
                    cause);
        }
        if (KEY_CODES.contains(code)) {
            return new StoreAccessException(
                    found + "; the access key or its secret is not one that " + server()
                            + " knows: check which credentials are used, and with which endpoint",
                    name,
                    cause);
        }
        if (code.startsWith("KMS.") || answer.says("kms:")) {
            return new StoreAccessException(
                    found + "; the KMS key must be enabled, in the bucket's region, and permitted for these credentials"
                            + " (kms:GenerateDataKey and kms:Decrypt)",
                    name,
                    cause);
        }
        if (answer.says("server side encryption", "customer", "sse-c")
                || (settings.customerKey() != null && answer.status() == 400 && code.isEmpty())) {
            return new StoreAccessException(
                    found + "; objects of SSE-C are read with the key that they were put with, and only with SSE-C set",
                    name,
                    cause);
        }
        if (answer.status() == FORBIDDEN || answer.status() == 401) {
            return new StoreAccessException(
                    found + "; grant the credentials what the store needs on bucket \"" + settings.bucket()
                            + "\" (docs/S3.md lists it), and check the bucket's policy",
                    name,
                    cause);
        }
        String remedy = answer.status() == NOT_IMPLEMENTED || answer.says("header", "checksum", "chunk", "trailer")
                ? "; the server may be an old one: try compatibility=true"
                : "; the log of the server may say more";
        return new StoreException(found + remedy, name, false, cause);
    }

    private static boolean isNotFound(Answer answer) {
        return answer.code().equals("NoSuchKey")
                || (answer.status() == NOT_FOUND && !answer.code().startsWith("NoSuchU"));
    }

    private StoreException unanswered(String action, @Nullable String name, SdkException failure) {
        String text = secrets.hide(String.valueOf(failure.getMessage()));
        String found = "cannot " + action + " in " + location + ": " + text;
        Throwable cause = secrets.hide(failure);
        if (text.contains("nable to load credentials") || text.contains("rofile file contained no credentials")) {
            return new StoreAccessException(
                    found + "; give credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment,"
                            + " a profile (profile=name), a role of the machine, or credentials=anonymous",
                    name,
                    cause);
        }
        SSLHandshakeException handshake = causedBy(failure, SSLHandshakeException.class);
        if (handshake != null || causedBy(failure, SSLPeerUnverifiedException.class) != null) {
            return new StoreException(
                    found + "; " + server() + " has a certificate that this JVM does not trust: check the endpoint, or"
                            + " add its authority to the JVM's trust store",
                    name,
                    false,
                    cause);
        }
        if (causedBy(failure, UnknownHostException.class) != null) {
            return new StoreUnavailableException(
                    found + "; the name of " + server() + " is not known: check region, endpoint, path-style and the"
                            + " network",
                    name,
                    cause);
        }
        if (causedBy(failure, IOException.class) != null || failure.retryable() || isTimeout(failure)) {
            return new StoreUnavailableException(
                    found + "; " + server() + " did not answer as it should: check the network, then try again",
                    name,
                    cause);
        }
        return new StoreException(found, name, false, cause);
    }

    private static boolean isTimeout(SdkException failure) {
        return failure.getClass().getSimpleName().toLowerCase(Locale.ROOT).contains("timeout");
    }

    private String server() {
        return settings.endpoint() == null ? "AWS" : String.valueOf(settings.endpoint());
    }

    /** The first of its type among the causes. */
    static <T extends Throwable> @Nullable T causedBy(Throwable failure, Class<T> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }
}
