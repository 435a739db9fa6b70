package io.coffer.backup.store.cloudinary;

import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.RangeNotSatisfiableException;
import io.coffer.backup.spi.StoreAccessException;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreFullException;
import io.coffer.backup.spi.StoreUnavailableException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes exceptions out of what Cloudinary answers, or out of there being no answer. None of them shows a secret. */
final class Failures {
    private static final int MAX_TEXT = 300;

    private final String location;
    private final Clock clock;

    Failures(String location, Clock clock) {
        this.location = location;
        this.clock = clock;
    }

    /** For what went wrong before there was a whole answer. */
    IOException unreachable(String doing, @Nullable String name, Throwable cause) {
        if (cause instanceof InterruptedIOException interrupted) {
            return interrupted;
        }
        if (cause instanceof StoreException known) {
            return known;
        }
        return new StoreUnavailableException(
                what(doing, name) + " failed: the connection to Cloudinary broke or was not made ("
                        + cause.getClass().getSimpleName()
                        + (cause.getMessage() == null ? "" : ": " + cause.getMessage())
                        + "); try again, and check the network when that does not help",
                name,
                cause);
    }

    /** For an answer that is not what the documentation says. */
    StoreException strange(String doing, @Nullable String name, String reason, @Nullable Throwable cause) {
        return new StoreException(
                what(doing, name) + " failed: Cloudinary gave an answer that is not understood: " + reason
                        + "; check the endpoint",
                name,
                false,
                cause);
    }

    /** For an answer that is an error. */
    StoreException refused(
            String doing,
            @Nullable String name,
            int status,
            HttpHeaders headers,
            byte[] body,
            CloudinaryCredentials credentials) {
        String said = said(headers, body);
        String lower = said.toLowerCase(Locale.ROOT);
        String shown = credentials.areIn(said) || lower.contains("signature") ? "" : " (\"" + said + "\")";
        String start = what(doing, name) + " failed with status " + status;
        if (status == 420 || status == 429) {
            return new StoreUnavailableException(
                    start + ": too many requests" + shown + "; wait, or choose a plan that permits more",
                    name,
                    retryAfter(headers),
                    null);
        }
        if (status == 408 || status >= 500) {
            return new StoreUnavailableException(
                    start + ": Cloudinary cannot do it now" + shown + "; try again later",
                    name,
                    retryAfter(headers),
                    null);
        }
        if (lower.contains("stale request")) {
            return new StoreAccessException(start + ": " + clocks(headers) + "; set this machine's clock", name, null);
        }
        if (isFull(lower)) {
            return new StoreFullException(
                    start + ": the plan is used up, or the account is disabled" + shown
                            + "; free storage or choose a larger plan in Cloudinary's console",
                    name,
                    null);
        }
        if (status == 401 || status == 403) {
            return new StoreAccessException(
                    start + ": Cloudinary refuses the API key or its secret" + shown
                            + "; check both, whether they are of this cloud, and the signature algorithm",
                    name,
                    null);
        }
        if (status == 404 && name != null) {
            return new ObjectNotFoundException(
                    what(doing, name) + " failed: there is no object \"" + name + "\" at " + location, name, null);
        }
        if (status == 416 && name != null) {
            return new RangeNotSatisfiableException(start + ": it is shorter", name, null);
        }
        return new StoreException(start + shown, name, false, null);
    }

    private String what(String doing, @Nullable String name) {
        return doing + " " + (name == null ? location : "\"" + name + "\" at " + location);
    }

    /** Plans are no hard limits; who stays above one is disabled in the end. */
    private static boolean isFull(String lower) {
        return lower.contains("disabled") || lower.contains("quota") || lower.contains("exceeded");
    }

    private static String said(HttpHeaders headers, byte[] body) {
        String text = headers.firstValue("X-Cld-Error").orElse("");
        try {
            Answer error = Answer.read(body).objectOrNull("error");
            if (error != null && error.textOrNull("message") != null) {
                text = error.text("message");
            }
        } catch (IOException noJson) {
            // Pages of HTML say nothing to people who look at a backup.
            text = text.isEmpty() ? "no message" : text;
        }
        String printable = text.replaceAll("\\p{Cntrl}+", " ");
        return printable.length() > MAX_TEXT ? printable.substring(0, MAX_TEXT) + "..." : printable;
    }

    private String clocks(HttpHeaders headers) {
        Instant theirs = headers.firstValue("Date").flatMap(Failures::date).orElse(null);
        return "Cloudinary takes the request for one of another time: it is " + clock.instant() + " here, and "
                + (theirs == null ? "another time" : theirs) + " there";
    }

    /** How long the storage asks to be left alone: a number of seconds, or a time by its own clock. */
    private @Nullable Duration retryAfter(HttpHeaders headers) {
        Optional<String> after = headers.firstValue("Retry-After");
        if (after.isPresent() && after.get().matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(after.get()));
        }
        return after.or(() -> headers.firstValue("X-FeatureRateLimit-Reset"))
                .flatMap(Failures::date)
                .map(until -> until(until, headers))
                .orElse(null);
    }

    /** From now on, by the storage's clock where it tells it. */
    Duration until(Instant time, HttpHeaders headers) {
        Instant now = headers.firstValue("Date").flatMap(Failures::date).orElseGet(clock::instant);
        Duration wait = Duration.between(now, time);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    static Optional<Instant> date(String text) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        } catch (DateTimeException other) {
            return Optional.empty();
        }
    }
}
