package io.coffer.backup.spi.decorator;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request that has ended.
 *
 * @param kind what was asked for
 * @param name of the object, the prefix of a listing, or empty for several objects
 * @param bytes of objects that went through: sent by a put that succeeded, received by the two kinds of get; else 0
 * @param duration how long the storage took: of a get, until the stream was open, and what reading from it took
 * @param failure why it failed, or null when it succeeded; a stream that is closed before its end has not failed
 */
public record RequestEvent(
        RequestKind kind,
        String name,
        long bytes,
        Duration duration,
        @Nullable IOException failure) {
    /** Checks the values. */
    public RequestEvent {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(duration, "duration");
    }
}
