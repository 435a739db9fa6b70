package io.coffer.backup.internal.repository;

import io.coffer.backup.Manifest;
import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.internal.format.Envelopes;
import io.coffer.backup.internal.format.ManifestCodec;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.Sha256;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The manifests of a repository. They never change, so each is fetched once and kept in the cache. Thread-safe. */
public final class SnapshotObjects {
    private static final String KIND = "snapshots";
    private static final String PREFIX = ObjectType.SNAPSHOT.prefix();
    private static final int ID_LENGTH = 64;

    private final ObjectStore store;
    private final Envelopes envelopes;
    private final LocalCache cache;

    /**
     * Prepares for a repository.
     *
     * @param store where manifests are
     * @param envelopes of the repository
     * @param cache of the repository
     */
    public SnapshotObjects(ObjectStore store, Envelopes envelopes, LocalCache cache) {
        this.store = store;
        this.envelopes = envelopes;
        this.cache = cache;
    }

    /**
     * Lists the snapshots.
     *
     * @return their ids, sorted
     * @throws IOException when the storage fails
     */
    public Set<String> ids() throws IOException {
        Set<String> ids = new TreeSet<>();
        store.list(PREFIX, object -> {
            String id = object.name().substring(PREFIX.length());
            if (id.length() == ID_LENGTH) {
                ids.add(id);
            }
        });
        for (String cached : cache.list(KIND)) {
            if (!ids.contains(cached)) {
                cache.delete(KIND, cached);
            }
        }
        return ids;
    }

    /**
     * Reads a manifest.
     *
     * @param id of the snapshot
     * @return its manifest, verified
     * @throws io.coffer.backup.spi.ObjectNotFoundException when there is none of that id
     * @throws io.coffer.backup.CorruptObjectException when it is not what was stored
     * @throws IOException when the storage fails
     */
    public Manifest read(String id) throws IOException {
        byte[] cached = cache.read(KIND, id, ManifestCodec.MAX_LENGTH);
        if (cached != null && idOf(cached).equals(id)) {
            return ManifestCodec.decode(envelopes, PREFIX + id, cached);
        }
        return readStored(id);
    }

    /**
     * Reads a manifest from the storage, whatever the cache holds.
     *
     * @param id of the snapshot
     * @return the manifest
     * @throws io.coffer.backup.CorruptObjectException when it is not what was stored
     * @throws IOException when the storage fails, or it is not there
     */
    public Manifest readStored(String id) throws IOException {
        byte[] object = Objects.readAll(store, PREFIX + id, ManifestCodec.MAX_LENGTH);
        Manifest manifest = ManifestCodec.decode(envelopes, PREFIX + id, object);
        if (!idOf(object).equals(id)) {
            throw Damage.in(PREFIX + id, "it is a manifest, but of snapshot " + idOf(object));
        }
        cache.write(KIND, id, object);
        return manifest;
    }

    /**
     * Tells whether a manifest is there, whatever the cache holds and however much listings lag.
     *
     * @param id of the snapshot
     * @return whether it is
     * @throws IOException when the storage fails
     */
    public boolean exists(String id) throws IOException {
        try {
            store.stat(PREFIX + id);
            return true;
        } catch (ObjectNotFoundException gone) {
            return false;
        }
    }

    /**
     * Stores a manifest, which commits its snapshot.
     *
     * @param manifest to be stored
     * @return the id of the snapshot
     * @throws IOException when the storage fails; the manifest was taken back, as far as the storage lets that
     *     happen
     */
    public String write(Manifest manifest) throws IOException {
        byte[] object = ManifestCodec.encode(envelopes, manifest);
        String id = idOf(object);
        try {
            store.put(PREFIX + id, ObjectData.of(object), PutCondition.NONE);
        } catch (IOException | RuntimeException failed) {
            takeBack(id, failed);
            throw failed;
        }
        cache.write(KIND, id, object);
        return id;
    }

    /** The manifest may be there, and only the answer was lost: who is told of a failure must find no snapshot. */
    private void takeBack(String id, Exception failed) {
        // An interruption must not hinder this.
        boolean interrupted = Thread.interrupted();
        try {
            store.delete(List.of(PREFIX + id));
        } catch (IOException | RuntimeException also) {
            failed.addSuppressed(also);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Takes a manifest back.
     *
     * @param id of the snapshot
     * @throws IOException when the storage fails
     */
    public void delete(String id) throws IOException {
        deleteAll(List.of(id));
    }

    /**
     * Deletes manifests.
     *
     * @param ids of the snapshots
     * @throws io.coffer.backup.spi.ObjectLockedException when the storage keeps some; the others may be gone
     * @throws IOException when the storage fails; some may be gone
     */
    public void deleteAll(Collection<String> ids) throws IOException {
        store.delete(ids.stream().map(id -> PREFIX + id).toList());
        ids.forEach(id -> cache.delete(KIND, id));
    }

    private static String idOf(byte[] object) {
        return HexFormat.of().formatHex(Sha256.of(object));
    }
}
