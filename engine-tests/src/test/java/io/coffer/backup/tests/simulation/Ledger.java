package io.coffer.backup.tests.simulation;

import io.coffer.backup.internal.format.Envelopes;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.repository.IndexLoader;
import io.coffer.backup.model.ContentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What must hold after every step: each content of each snapshot whose backup returned success, and that nobody has
 * forgotten, is in a pack that is there, that an index object names, and that none names as removed.
 */
final class Ledger implements SharedStorage.Changes {
    /** What was lost, and is reported. */
    static final class LossException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LossException(String message) {
            super(message);
        }
    }

    /** An index object as far as it matters here. */
    private record Named(Map<PackId, Set<ContentId>> packs, Set<PackId> removed) {}

    private final Map<String, Named> index = new TreeMap<>();
    private final Set<PackId> present = new HashSet<>();
    private final Map<String, Set<ContentId>> promised = new TreeMap<>();
    /** Ids of all snapshots that ever were. */
    private final Set<String> seen = new HashSet<>();

    /** Ids of snapshots that somebody has removed, perhaps before their writers said that they are there. */
    private final Set<String> forgotten = new HashSet<>();

    private String loss;

    @Override
    public void put(String name, byte[] bytes) {
        put(name, () -> read(name, bytes));
    }

    /** Takes over what another ledger knows of an object. */
    void put(String name, Ledger from) {
        put(name, () -> from.index.get(name));
    }

    private void put(String name, Supplier<Named> content) {
        if (name.startsWith("packs/")) {
            present.add(PackId.ofObject(name));
        } else if (name.startsWith("snapshots/")) {
            seen.add(name.substring("snapshots/".length()));
        } else if (name.startsWith("index/")) {
            Named named = content.get();
            index.put(name, named);
            // What only adds packs takes nothing away.
            if (!named.removed().isEmpty()) {
                check("index object " + name + " was put");
            }
        }
    }

    @Override
    public void deleted(String name) {
        if (name.startsWith("packs/")) {
            PackId pack = PackId.ofObject(name);
            present.remove(pack);
            // Most were taken out of the index before.
            if (isHome(pack)) {
                check(name + " was deleted");
            }
        } else if (name.startsWith("index/")) {
            index.remove(name);
            check(name + " was deleted");
        }
    }

    private boolean isHome(PackId pack) {
        boolean named = false;
        for (Named object : index.values()) {
            if (object.removed().contains(pack)) {
                return false;
            }
            named |= object.packs().containsKey(pack);
        }
        return named;
    }

    private static Named read(String name, byte[] bytes) {
        try {
            IndexTable table = IndexLoader.table(Envelopes.PLAIN, name, ByteBuffer.wrap(bytes));
            Named named = new Named(new HashMap<>(), new HashSet<>());
            for (int i = 0; i < table.packCount(); i++) {
                named.packs().put(table.pack(i).id(), new HashSet<>());
            }
            for (int i = 0; i < table.size(); i++) {
                named.packs().get(table.pack(table.packOf(i)).id()).add(table.id(i));
            }
            for (int i = 0; i < table.removedCount(); i++) {
                named.removed().add(table.removed(i));
            }
            return named;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** A backup returned success. */
    void promise(String snapshot, Set<ContentId> contents) {
        if (forgotten.contains(snapshot)) {
            return;
        }
        promised.put(snapshot, contents);
        check("snapshot " + snapshot + " was said to be there");
    }

    /** Somebody is about to remove a snapshot. */
    void forget(String snapshot) {
        promised.remove(snapshot);
        forgotten.add(snapshot);
    }

    boolean hasSeen(String snapshot) {
        return seen.contains(snapshot);
    }

    boolean isPromised(String snapshot) {
        return promised.containsKey(snapshot);
    }

    Set<String> promised() {
        return promised.keySet();
    }

    private void check(String what) {
        if (promised.isEmpty() || loss != null) {
            return;
        }
        Set<PackId> removed = new HashSet<>();
        index.values().forEach(named -> removed.addAll(named.removed()));
        Set<ContentId> there = new HashSet<>();
        index.values()
                .forEach(named -> named.packs().forEach((pack, contents) -> {
                    if (present.contains(pack) && !removed.contains(pack)) {
                        there.addAll(contents);
                    }
                }));
        promised.forEach((snapshot, contents) -> {
            if (loss == null && !there.containsAll(contents)) {
                loss = "snapshot " + snapshot + " has lost something when " + what;
            }
        });
    }

    /** Something else that must not be. */
    void report(String problem) {
        if (loss == null) {
            loss = problem;
        }
    }

    void requireNoLoss() {
        if (loss != null) {
            throw new LossException(loss);
        }
    }

    boolean hasLoss() {
        return loss != null;
    }
}
