package io.coffer.backup.store.cloudinary;

import io.coffer.backup.spi.StoreUnavailableException;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is left of the requests that a plan permits the Admin API in an hour. When nothing is left no request is made
 * until the hour is over. Thread-safe.
 */
final class AdminBudget {
    private static final Logger LOG = LoggerFactory.getLogger(AdminBudget.class);

    private final String location;
    private final Clock clock;
    private final Failures failures;
    // Guarded by this: until when nothing is left; null while there is something, or nobody said.
    private @Nullable Instant blockedUntil;
    private boolean warned;

    AdminBudget(String location, Clock clock, Failures failures) {
        this.location = location;
        this.clock = clock;
        this.failures = failures;
    }

    /** Fails when the hour's requests are used up. */
    synchronized void require(String doing) throws StoreUnavailableException {
        if (blockedUntil == null) {
            return;
        }
        Duration wait = Duration.between(clock.instant(), blockedUntil);
        if (wait.isNegative() || wait.isZero()) {
            blockedUntil = null;
            warned = false;
            return;
        }
        throw new StoreUnavailableException(
                doing + " " + location + " failed: the requests that the plan permits the Admin API in an hour are used"
                        + " up; there are new ones in "
                        + wait.toSeconds() + " s",
                null,
                wait,
                null);
    }

    /** Takes note of what an answer says. */
    synchronized void heard(int status, HttpHeaders headers) {
        Instant reset = headers.firstValue("X-FeatureRateLimit-Reset")
                .flatMap(Failures::date)
                .map(time -> clock.instant().plus(failures.until(time, headers)))
                .orElse(null);
        long remaining = number(headers, "X-FeatureRateLimit-Remaining");
        long limit = number(headers, "X-FeatureRateLimit-Limit");
        if (reset != null && (status == 420 || status == 429 || remaining == 0)) {
            blockedUntil = reset;
        }
        if (!warned && remaining >= 0 && remaining < limit / 10) {
            warned = true;
            LOG.warn("{} of {} requests an hour to the Admin API are left for {}", remaining, limit, location);
        }
    }

    private static long number(HttpHeaders headers, String name) {
        return headers.firstValue(name)
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Long::parseLong)
                .orElse(-1L);
    }
}
