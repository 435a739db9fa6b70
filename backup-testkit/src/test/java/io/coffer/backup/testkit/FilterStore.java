package io.coffer.backup.testkit;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.decorator.ForwardingObjectStore;
import java.util.Optional;

/** Passes everything on; stores that break one obligation extend it. */
class FilterStore extends ForwardingObjectStore {
    final ObjectStore target;

    FilterStore(ObjectStore target) {
        super(target);
        this.target = target;
    }

    /** Finds the store of a kind among this one and those below it. */
    static <T extends ObjectStore> Optional<T> below(ObjectStore store, Class<T> type) {
        if (type.isInstance(store)) {
            return Optional.of(type.cast(store));
        }
        return store instanceof FilterStore filter ? below(filter.target, type) : Optional.empty();
    }
}
