package io.coffer.backup.testkit;

import io.coffer.backup.spi.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Stores that break one obligation each. */
final class BrokenStores {
    private BrokenStores() {}

    /**
     * A store that is wrong.
     *
     * @param description what is wrong
     * @param foundBy the test of the contract that must fail; others may
     * @param factory makes it from a store that is right
     */
    record Broken(String description, String foundBy, Function<ObjectStore, ObjectStore> factory) {}

    static List<Broken> all() {
        List<Broken> all = new ArrayList<>();
        all.addAll(BrokenPuts.all());
        all.addAll(BrokenReads.all());
        all.addAll(BrokenLists.all());
        all.addAll(BrokenClients.all());
        all.addAll(BrokenVaults.all());
        return all;
    }
}
