package io.coffer.backup.store.azure;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpResponse;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import io.coffer.backup.spi.ObjectColdException;
import io.coffer.backup.spi.ObjectLockedException;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.RangeNotSatisfiableException;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreFullException;
import io.coffer.backup.spi.StoreUnavailableException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says what went wrong, in the exceptions of {@link io.coffer.backup.spi.ObjectStore}, and what to do. */
final class Failures {
    private static final int DEEPEST_CAUSE = 32;
    private static final Set<String> EXISTING =
            Set.of("BlobAlreadyExists", "ConditionNotMet", "UnauthorizedBlobOverwrite");
    private static final Set<String> CONTAINER_MISSING = Set.of("ContainerNotFound");
    private static final Set<String> NOT_FOUND = Set.of("BlobNotFound", "ResourceNotFound");
    private static final Set<String> LOCKED =
            Set.of("BlobImmutableDueToPolicy", "BlobImmutableDueToLegalHold", "ContainerImmutableDueToPolicy");
    private static final Set<String> COLD = Set.of("BlobArchived", "BlobBeingRehydrated");
    private static final Set<String> FULL =
            Set.of("InsufficientStorage", "AccountCapacityExceeded", "QuotaExceeded", "InsufficientCapacity");

    private final String location;
    private final String container;
    private final Secrets secrets;
    private final AccessFailures access;

    Failures(String location, String container, Secrets secrets, Clock clock) {
        this.location = location;
        this.container = container;
        this.secrets = secrets;
        this.access = new AccessFailures(container, clock);
    }

    /** Whether there is a blob already, where one was to be put on the condition that there is none. */
    static boolean isExisting(Throwable failure) {
        return hasCode(failure, EXISTING);
    }

    static boolean isContainerNotFound(Throwable failure) {
        return hasCode(failure, CONTAINER_MISSING);
    }

    /** Whether the container is there and the blob is not. */
    static boolean isNotFound(Throwable failure) {
        return hasCode(failure, NOT_FOUND);
    }

    /** Whether the credentials do not permit it. */
    static boolean isForbidden(Throwable failure) {
        BlobStorageException answer = find(failure, BlobStorageException.class);
        return answer != null && answer.getStatusCode() == 403;
    }

    static boolean isBlockListInvalid(Throwable failure) {
        return hasCode(failure, Set.of("InvalidBlockList"));
    }

    static boolean isBeingRehydrated(Throwable failure) {
        return hasCode(failure, Set.of("BlobBeingRehydrated"));
    }

    /** Whether the storage may have done what was asked: it did not refuse. */
    static boolean mayHaveHappened(Throwable failure) {
        BlobStorageException answer = find(failure, BlobStorageException.class);
        return answer == null || answer.getStatusCode() >= 500;
    }

    private static boolean hasCode(Throwable failure, Set<String> codes) {
        BlobStorageException answer = find(failure, BlobStorageException.class);
        return answer != null && codes.contains(code(answer));
    }

    private static String code(BlobStorageException answer) {
        BlobErrorCode code = answer.getErrorCode();
        return code == null ? "" : code.toString();
    }

    /** Says that nothing was stored ever. */
    ObjectNotFoundException notMadeYet(String name, Throwable failure) {
        return new ObjectNotFoundException(
                "there is no object " + name + " in " + location + ": the container is not there yet",
                name,
                shown(failure));
    }

    /** The exception of the library without what is secret, to be a cause. */
    Throwable shown(Throwable failure) {
        return secrets.cause(failure);
    }

    /**
     * Explains a failure.
     *
     * @param action what the store was doing: "get object a/b"
     * @param name the object it is about, or null
     */
    IOException explain(String action, @Nullable String name, Throwable failure) {
        if (find(failure, InterruptedException.class) != null) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted =
                    new InterruptedIOException("interrupted while it was to " + action + " in " + location);
            interrupted.initCause(shown(failure));
            return interrupted;
        }
        String found = "cannot " + action + " in " + location + ": ";
        BlobStorageException answer = find(failure, BlobStorageException.class);
        if (answer != null) {
            return answered(found, name, answer, shown(failure));
        }
        HttpResponseException login = find(failure, HttpResponseException.class);
        if (login instanceof ClientAuthenticationException || AccessFailures.isMissingCredential(failure)) {
            return access.noToken(found, name, shown(failure));
        }
        return unanswered(found, name, failure);
    }

    private IOException answered(String found, @Nullable String name, BlobStorageException answer, Throwable cause) {
        HttpResponse response = answer.getResponse();
        String code = code(answer);
        int status = answer.getStatusCode();
        String says = found + Answers.describe(status, code, response);
        if (NOT_FOUND.contains(code) && name != null) {
            return new ObjectNotFoundException(
                    "there is no object " + name + " in " + location + ": it was never put, or it was deleted",
                    name,
                    cause);
        }
        if (CONTAINER_MISSING.contains(code) || code.equals("ContainerBeingDeleted")) {
            return new StoreUnavailableException(
                    says + ": there is no container " + container + " (any more); restore it in the portal when it was"
                            + " deleted by mistake, or make it",
                    name,
                    cause);
        }
        if (COLD.contains(code) && name != null) {
            return new ObjectColdException(
                    says + ": the object is in the archive; recall it, and read it when it is back, after hours",
                    name,
                    cause);
        }
        if (LOCKED.contains(code) && name != null) {
            return new ObjectLockedException(
                    says + ": the object is kept by an immutability policy or a legal hold; wait until it ends",
                    name,
                    cause);
        }
        if (status == 416 && name != null) {
            return new RangeNotSatisfiableException(says + ": the object is shorter than that", name, cause);
        }
        if (FULL.contains(code) || status == 507) {
            return new StoreFullException(
                    says + ": the storage account is full; free space or ask for a higher limit", name, cause);
        }
        if (status == 401 || status == 403 || code.equals("PublicAccessNotPermitted")) {
            return access.refused(says, name, code, response, cause);
        }
        return other(says, name, code, status, response, cause);
    }

    private IOException other(
            String says, @Nullable String name, String code, int status, HttpResponse response, Throwable cause) {
        if (status == 408 || status == 429 || status >= 500) {
            Duration retryAfter = Answers.retryAfter(response);
            return new StoreUnavailableException(
                    says + ": the storage is busy or has a fault; try again later"
                            + (retryAfter == null ? "" : ", in " + retryAfter.toSeconds() + " seconds"),
                    name,
                    retryAfter,
                    cause);
        }
        if (code.equals("InvalidBlockList")) {
            return new StoreException(
                    says + ": somebody else put the same object at the same time, or it took more than a week;"
                            + " try again",
                    name,
                    true,
                    cause);
        }
        if (code.equals("Md5Mismatch")) {
            return new StoreException(says + ": the data was damaged on its way; try again", name, true, cause);
        }
        if (code.startsWith("Lease")) {
            return new StoreException(
                    says + ": somebody else holds a lease; break it (az storage blob lease break), and let nobody"
                            + " lease what belongs to a repository",
                    name,
                    false,
                    cause);
        }
        return new StoreException(
                says + ": the storage does not take the request; look the code up in Azure's documentation, and check"
                        + " the endpoint and the kind of the storage account",
                name,
                false,
                cause);
    }

    private IOException unanswered(String found, @Nullable String name, Throwable failure) {
        IOException network = find(failure, IOException.class);
        Throwable cause = shown(failure);
        if (network == null && find(failure, TimeoutException.class) == null) {
            return new StoreException(
                    found + secrets.redact(failure.toString())
                            + "; if it is not clear from this, it is a fault of this store",
                    name,
                    false,
                    cause);
        }
        String says = network == null
                ? "no answer in time"
                : network.getClass().getSimpleName()
                        + (network.getMessage() == null ? "" : ": " + secrets.redact(network.getMessage()));
        if (network instanceof SSLException && !AccessFailures.isBroken(network)) {
            return new StoreException(
                    found + says + "; the storage, or who stands between, could not be authenticated: check the"
                            + " endpoint, the trusted certificates and the clock of this machine",
                    name,
                    false,
                    cause);
        }
        return new StoreUnavailableException(
                found + says + "; check the name of the account, the endpoint and the network, then try again",
                name,
                cause);
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        Predicate<Throwable> wanted =
                type == IOException.class ? Failures::isNetworkFailure : throwable -> type.isInstance(throwable);
        Throwable candidate = failure;
        for (int depth = 0; candidate != null && depth < DEEPEST_CAUSE; depth++) {
            if (wanted.test(candidate)) {
                return type.cast(candidate);
            }
            candidate = candidate.getCause();
        }
        return null;
    }

    private static boolean isNetworkFailure(Throwable failure) {
        return failure instanceof IOException && !(failure.getCause() instanceof UncheckedIOException);
    }
}
