package io.coffer.examples.gdrive;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonErrorContainer;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.json.gson.GsonFactory;
import com.google.auth.Retryable;
import io.coffer.backup.spi.StoreAccessException;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreFullException;
import io.coffer.backup.spi.StoreUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what a failure of Drive means. After "Resolve errors"
 * (developers.google.com/workspace/drive/api/guides/handle-errors): a 403 is as often a limit as a refusal, and only
 * its reason tells.
 */
final class DriveFailures {
    private static final Set<String> TOO_FAST =
            Set.of("rateLimitExceeded", "userRateLimitExceeded", "sharingRateLimitExceeded", "dailyLimitExceeded");
    private static final Set<String> FULL = Set.of(
            "storageQuotaExceeded",
            "quotaExceeded",
            "teamDriveFileLimitExceeded",
            "numChildrenInNonRootLimitExceeded",
            "activeItemCreationLimitExceeded");

    private final String location;

    DriveFailures(String location) {
        this.location = location;
    }

    static boolean isNotFound(IOException failure) {
        return status(failure) == 404;
    }

    static boolean isOutOfRange(IOException failure) {
        return status(failure) == 416;
    }

    private static int status(IOException failure) {
        return failure instanceof HttpResponseException response ? response.getStatusCode() : 0;
    }

    /** What could not be done, and why; failures that say so themselves are passed on. */
    IOException explain(String action, @Nullable String name, IOException failure) {
        String what = "cannot " + action + " in " + location + ": ";
        if (failure instanceof StoreException known) {
            return known;
        }
        if (failure instanceof HttpResponseException response) {
            return explain(what, name, response.getStatusCode(), reason(response), response.getHeaders(), response);
        }
        if (failure instanceof Retryable token && !token.isRetryable()) {
            return new StoreAccessException(
                    what + "Google gave no access token for the credentials: they are wrong, expired or withdrawn;"
                            + " sign in again, or see the README for where credentials come from",
                    name,
                    failure);
        }
        return new StoreUnavailableException(
                what + "the connection failed (" + failure + "); look whether the network is there", name, failure);
    }

    /** For a part of a batch, which fails by itself. */
    IOException explain(String action, @Nullable String name, GoogleJsonError error, HttpHeaders headers) {
        String what = "cannot " + action + " in " + location + ": ";
        return explain(what, name, error.getCode(), reason(error), headers, null);
    }

    private static IOException explain(
            String what,
            @Nullable String name,
            int status,
            String reason,
            @Nullable HttpHeaders headers,
            @Nullable Throwable cause) {
        String answer = "Google Drive answered " + status + (reason.isEmpty() ? "" : " " + reason);
        if (status == 429 || status == 408 || status >= 500 || (status == 403 && TOO_FAST.contains(reason))) {
            return new StoreUnavailableException(
                    what + answer + "; try again later, with fewer requests at a time",
                    name,
                    retryAfter(headers),
                    cause);
        }
        if (status == 403 && FULL.contains(reason)) {
            return new StoreFullException(
                    what + answer + "; make room in the account, use a shared drive (a service account has no room of"
                            + " its own), or another folder",
                    name,
                    cause);
        }
        if (status == 401) {
            return new StoreAccessException(
                    what + answer + "; the credentials are not accepted: sign in again, or see the README for where"
                            + " credentials come from",
                    name,
                    cause);
        }
        if (status == 403 || status == 404) {
            return new StoreAccessException(
                    what + answer + (status == 404 ? " for the folder" : "")
                            + "; look whether the folder is shared with the account of the credentials as an editor",
                    name,
                    cause);
        }
        return new StoreException(what + answer, name, false, cause);
    }

    private static String reason(HttpResponseException failure) {
        if (failure instanceof GoogleJsonResponseException json) {
            return json.getDetails() == null ? "" : reason(json.getDetails());
        }
        // As a refused batch is.
        String content = failure.getContent();
        try {
            GoogleJsonErrorContainer container = content == null
                    ? null
                    : GsonFactory.getDefaultInstance().fromString(content, GoogleJsonErrorContainer.class);
            return container == null || container.getError() == null ? "" : reason(container.getError());
        } catch (IOException | IllegalArgumentException e) {
            // A page of a proxy, or nothing: the status has to do.
            return "";
        }
    }

    static boolean isUnauthorized(IOException failure) {
        return status(failure) == 401;
    }

    private static String reason(GoogleJsonError error) {
        if (error.getErrors() == null || error.getErrors().isEmpty()) {
            return "";
        }
        String reason = error.getErrors().get(0).getReason();
        return reason == null ? "" : reason;
    }

    private static @Nullable Duration retryAfter(@Nullable HttpHeaders headers) {
        String seconds = headers == null ? null : headers.getRetryAfter();
        try {
            return seconds == null ? null : Duration.ofSeconds(Long.parseLong(seconds.strip()));
        } catch (NumberFormatException e) {
            // A date, which Drive does not send: the caller's own waiting time will do.
            return null;
        }
    }
}
