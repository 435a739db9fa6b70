package io.coffer.backup.tests.decorator;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.decorator.ForwardingObjectStore;

/** A store with a location of its own: all stores in memory have the same. */
final class Located extends ForwardingObjectStore {
    private final String location;

    Located(String location, ObjectStore target) {
        super(target);
        this.location = location;
    }

    @Override
    public String location() {
        return location;
    }
}
