package io.coffer.backup.spi.decorator;

import io.coffer.backup.spi.decorator.RequestMetrics.Figures;
import java.util.EnumMap;
import java.util.Map;

/** Adds requests up. Safe for use by many threads; one counter may listen to several stores. */
public final class RequestCounter implements RequestListener {
    // Guarded by this.
    private final Map<RequestKind, Figures> kinds = new EnumMap<>(RequestKind.class);

    /** Makes a counter that has counted nothing yet. */
    public RequestCounter() {}

    @Override
    public synchronized void ended(RequestEvent event) {
        Figures one =
                new Figures(1, event.failure() == null ? 0 : 1, event.bytes(), event.duration(), event.duration());
        kinds.merge(event.kind(), one, Figures::plus);
    }

    /**
     * The figures of this moment.
     *
     * @return requests that had ended by now
     */
    public synchronized RequestMetrics metrics() {
        return new RequestMetrics(kinds);
    }

    @Override
    public String toString() {
        return metrics().toString();
    }
}
