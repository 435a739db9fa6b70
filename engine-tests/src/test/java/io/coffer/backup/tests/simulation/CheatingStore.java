package io.coffer.backup.tests.simulation;

import io.coffer.backup.internal.format.Envelope;
import io.coffer.backup.internal.format.Envelopes;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.format.RetiredCodec;
import io.coffer.backup.internal.format.Sha256;
import io.coffer.backup.internal.repository.IndexLoader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Shows and does what is there in another order, or not at all, so that the actor breaks one rule of the protocol
 * without knowing it.
 */
final class CheatingStore extends ActorStore {
    /** What the actor does. */
    enum Role {
        WRITER,
        PRUNER,
        READER
    }

    private static final String RETIRED = "retired/";
    private static final String INDEX = "index/";
    private static final String SESSIONS = "sessions/";
    private static final String SNAPSHOTS = "snapshots/";

    private final BrokenRule rule;
    /** Listings of another time, to be shown instead of those of now. */
    private final Map<String, Map<String, SharedStorage.Stored>> shown = new TreeMap<>();
    /** What is put later. */
    private final Map<String, byte[]> held = new TreeMap<>();

    private final Set<String> ownLists = new HashSet<>();
    private boolean fenced;
    private boolean sweeping;

    CheatingStore(
            SharedStorage storage,
            Baton.Runner runner,
            int operationsLeft,
            boolean crashAfterEffect,
            Role role,
            BrokenRule rule) {
        super(storage, runner, operationsLeft, crashAfterEffect);
        this.rule = roleOf(rule) == role ? rule : BrokenRule.NONE;
    }

    private static Role roleOf(BrokenRule rule) {
        return switch (rule) {
            case RETIRED_PACKS_LIVE,
                    PACK_NAMES_COME_TWICE,
                    INDEX_BEFORE_RETIRED,
                    SESSION_AFTER_LOOK,
                    SESSION_NOT_LOOKED_AT,
                    NO_RETIRED_WHEN_FENCED -> Role.WRITER;
            case READERS_LOOK_ONCE -> Role.READER;
            default -> Role.PRUNER;
        };
    }

    /** Forgets what belongs to one run. */
    void newRun() {
        shown.clear();
        held.clear();
        ownLists.clear();
        fenced = false;
        sweeping = false;
    }

    @Override
    protected Map<String, SharedStorage.Stored> listNow(String prefix) throws IOException {
        Map<String, SharedStorage.Stored> now = super.listNow(prefix);
        switch (rule) {
            case RETIRED_PACKS_LIVE -> {
                return prefix.equals(RETIRED) ? Map.of() : now;
            }
            case NO_RETIRED_WHEN_FENCED -> {
                return prefix.equals(RETIRED) && fenced ? Map.of() : now;
            }
            case INDEX_BEFORE_RETIRED -> {
                return prefix.equals(RETIRED) ? later(prefix, INDEX) : once(prefix, now);
            }
            case INDEX_BEFORE_MANIFESTS -> {
                return prefix.equals(SNAPSHOTS) ? later(prefix, INDEX, RETIRED) : once(prefix, now);
            }
            case SESSION_AFTER_LOOK -> {
                if (prefix.equals(INDEX)) {
                    putHeld();
                }
                return now;
            }
            case SESSIONS_BEFORE_RETIRED -> {
                Map<String, SharedStorage.Stored> before = new TreeMap<>(once(prefix, now));
                before.keySet().retainAll(now.keySet());
                return before;
            }
            case SESSIONS_NOT_WAITED_FOR -> {
                return prefix.equals(SESSIONS) ? Map.of() : now;
            }
            case NO_MANIFESTS_IN_SWEEP, READERS_LOOK_ONCE -> {
                boolean old = rule == BrokenRule.READERS_LOOK_ONCE || prefix.equals(SNAPSHOTS);
                return old ? shown.computeIfAbsent(prefix, key -> now) : now;
            }
            case NO_RETIRED_IN_SWEEP -> {
                if (prefix.equals(SESSIONS)) {
                    sweeping = !ownLists.isEmpty();
                }
                if (prefix.equals(RETIRED) && sweeping) {
                    now.keySet().retainAll(ownLists);
                }
                return now;
            }
            default -> {
                return now;
            }
        }
    }

    /** Takes note of other listings first, and lists this one later. */
    private Map<String, SharedStorage.Stored> later(String prefix, String... others) throws IOException {
        for (String other : others) {
            shown.put(other, storage.list(other));
        }
        step();
        return storage.list(prefix);
    }

    private Map<String, SharedStorage.Stored> once(String prefix, Map<String, SharedStorage.Stored> now) {
        Map<String, SharedStorage.Stored> old = shown.remove(prefix);
        return old == null ? now : old;
    }

    private void putHeld() throws IOException {
        for (Map.Entry<String, byte[]> object : held.entrySet()) {
            step();
            storage.put(object.getKey(), object.getValue());
        }
        held.clear();
    }

    @Override
    protected SharedStorage.Stored find(String name) throws IOException {
        if (rule == BrokenRule.SESSION_NOT_LOOKED_AT && name.startsWith(SESSIONS)) {
            return new SharedStorage.Stored(new byte[0], storage.clock.instant());
        }
        if (name.startsWith(SESSIONS) && !storage.objects.containsKey(name)) {
            fenced = true;
        }
        return super.find(name);
    }

    @Override
    protected void putNow(String name, byte[] bytes) throws IOException {
        if (rule == BrokenRule.SESSION_AFTER_LOOK && name.startsWith(SESSIONS)) {
            held.put(name, bytes);
        } else if (rule == BrokenRule.SESSIONS_BEFORE_RETIRED && name.startsWith(RETIRED)) {
            shown.put(SESSIONS, storage.list(SESSIONS));
            step();
            super.putNow(name, bytes);
        } else if (rule == BrokenRule.INDEX_REMOVED_LAST && name.startsWith(INDEX) && isRemoval(name, bytes)) {
            held.put(name, bytes);
        } else if (rule == BrokenRule.REMOVED_NAMES_FORGOTTEN && name.startsWith(INDEX) && !isRemoval(name, bytes)) {
            putWithoutRemoved(name, bytes);
        } else if (rule == BrokenRule.MERGE_DELETES_FIRST && name.startsWith(INDEX) && isMerge(name, bytes)) {
            held.put(name, bytes);
        } else {
            super.putNow(name, bytes);
            if (name.startsWith(RETIRED)) {
                ownLists.add(name);
                if (rule == BrokenRule.ORPHANS_NOT_RETIRED) {
                    deleteOrphans(name, bytes);
                }
            }
        }
    }

    @Override
    protected void deleteNow(String name) throws IOException {
        super.deleteNow(name);
        boolean last = rule == BrokenRule.INDEX_REMOVED_LAST && name.startsWith(RETIRED)
                || rule == BrokenRule.MERGE_DELETES_FIRST && name.startsWith(INDEX);
        if (last) {
            putHeld();
        }
    }

    private static IndexTable table(String name, byte[] bytes) throws IOException {
        return IndexLoader.table(Envelopes.PLAIN, name, ByteBuffer.wrap(bytes));
    }

    private static boolean isRemoval(String name, byte[] bytes) throws IOException {
        IndexTable table = table(name, bytes);
        return table.packCount() == 0 && table.removedCount() > 0;
    }

    private Set<PackId> named() throws IOException {
        Set<PackId> named = new HashSet<>();
        for (Map.Entry<String, SharedStorage.Stored> object :
                storage.list(INDEX).entrySet()) {
            IndexTable table = table(object.getKey(), object.getValue().bytes());
            for (int i = 0; i < table.packCount(); i++) {
                named.add(table.pack(i).id());
            }
        }
        return named;
    }

    private boolean isMerge(String name, byte[] bytes) throws IOException {
        IndexTable table = table(name, bytes);
        return table.packCount() > 0 && named().contains(table.pack(0).id());
    }

    private void putWithoutRemoved(String name, byte[] bytes) throws IOException {
        int packs = ByteBuffer.wrap(bytes).getInt(8 + 16);
        int removed = table(name, bytes).removedCount();
        int from = 8 + 32 + packs * 48;
        ByteBuffer payload = ByteBuffer.allocate(bytes.length - 40 - 32 * removed);
        payload.put(bytes, 8, from - 8);
        payload.put(bytes, from + 32 * removed, bytes.length - 32 - from - 32 * removed);
        payload.putInt(20, 0);
        byte[] object = Envelope.wrap(ObjectType.INDEX, payload.array());
        super.putNow(INDEX + HexFormat.of().formatHex(Sha256.of(object)), object);
    }

    private void deleteOrphans(String name, byte[] bytes) throws IOException {
        Set<PackId> named = named();
        for (PackId pack : RetiredCodec.decode(Envelopes.PLAIN, name, bytes)) {
            if (!named.contains(pack)) {
                storage.delete(pack.objectName());
            }
        }
    }
}
