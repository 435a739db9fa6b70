package io.coffer.backup.internal.repository;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.content.IndexSink;
import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.internal.format.Envelope;
import io.coffer.backup.internal.format.Envelopes;
import io.coffer.backup.internal.format.IndexMerge;
import io.coffer.backup.internal.format.IndexStructure;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.IndexWriter;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackFormat;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.format.RetiredCodec;
import io.coffer.backup.internal.format.Sha256;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the index of a repository up to date. Index objects are kept in the local cache, mapped into
 * memory from there; when they become many, the small ones are merged in the cache. What is cached counts
 * only as far as the present list of index objects confirms it. Thread-safe.
 */
public final class IndexLoader implements IndexSink {
    private static final Logger LOG = LoggerFactory.getLogger(IndexLoader.class);
    private static final int ON_HEAP = 4 << 20;
    /** Of a set: the name, and what holds it. */
    private static final int BYTES_PER_NAME = 128;

    private static final int ATTEMPTS = 10;
    private static final int MAX_REMOVED = 1 << 16;

    private final Environment environment;
    private final Envelopes envelopes;
    private final LocalCache cache;
    private final CachedIndex files;
    private final Index index;

    /**
     * Prepares for a repository.
     *
     * @param environment says where it is
     * @param envelopes of the repository
     * @param cache of the repository
     * @param index to be brought up to date
     */
    public IndexLoader(Environment environment, Envelopes envelopes, LocalCache cache, Index index) {
        this.environment = environment;
        this.envelopes = envelopes;
        this.cache = cache;
        this.files = new CachedIndex(cache);
        this.index = index;
    }

    /** Decides what happens when an object is damaged, or of a format that is not known here. */
    @FunctionalInterface
    public interface Damaged {
        /**
         * Takes note of an object that cannot be used. It is left out when this returns.
         *
         * @param failure says which it is
         * @throws IOException to go no further
         */
        void found(RepositoryException failure) throws IOException;
    }

    /**
     * Reads which packs are retired, and then which blobs are where, in this order: so a pack that is
     * retired in between is at worst taken for a home by a writer whose session the prune waits for.
     *
     * @throws CorruptObjectException when an object is damaged
     * @throws IOException when the storage fails
     */
    public synchronized void refresh() throws IOException {
        refresh(true, failure -> {
            throw failure;
        });
    }

    /**
     * Reads everything from the storage, whatever the cache holds, and goes on with what can be used.
     *
     * @param damaged told of each object that cannot be used
     * @throws IOException when the storage fails
     */
    public synchronized void reload(Damaged damaged) throws IOException {
        refresh(false, damaged);
    }

    private void refresh(boolean cached, Damaged damaged) throws IOException {
        Set<PackId> retired = readRetired(damaged);
        for (int attempt = 1; ; attempt++) {
            try {
                List<CachedIndex.Run> runs = load(names(), cached, damaged);
                long gone = retired.size();
                for (CachedIndex.Run run : runs) {
                    gone += run.table().removedCount();
                }
                requireMemory(gone, environment.store().location());
                index.replace(runs.stream().map(CachedIndex.Run::table).toList(), retired);
                return;
            } catch (ObjectNotFoundException merged) {
                // Somebody merged index objects meanwhile: what replaces them is in the list by now.
                if (attempt == ATTEMPTS) {
                    throw merged;
                }
            }
        }
    }

    private Set<PackId> readRetired(Damaged damaged) throws IOException {
        ObjectStore store = environment.store();
        Set<PackId> retired = new HashSet<>();
        for (ObjectInfo object : Objects.list(store, ObjectType.RETIRED.prefix())) {
            try {
                requireMemory(retired.size() + object.size() / ContentId.LENGTH, object.name());
                byte[] bytes =
                        Objects.readAll(store, object.name(), (int) Math.min(object.size(), RetiredCodec.MAX_LENGTH));
                retired.addAll(RetiredCodec.decode(envelopes, object.name(), bytes));
            } catch (ObjectNotFoundException finished) {
                // Its packs are deleted, and out of the index, which is read after this.
                LOG.debug("{} is gone", object.name());
            } catch (RepositoryException unusable) {
                damaged.found(unusable);
            }
        }
        return retired;
    }

    /** Names of packs that are gone are kept on the heap: an eighth of it is what they may take. */
    private static void requireMemory(long packs, String subject) throws RepositoryException {
        long most = Math.max(1 << 12, Runtime.getRuntime().maxMemory() / 8 / BYTES_PER_NAME);
        if (packs > most) {
            String found = "names " + packs + " packs that are retired or removed, and the heap of this process has"
                    + " room for " + most + "; run it with a larger heap (-Xmx)";
            throw new RepositoryException(subject + " " + found, "it " + found, subject, false, null);
        }
    }

    private Set<String> names() throws IOException {
        Set<String> names = new TreeSet<>();
        int prefix = ObjectType.INDEX.prefix().length();
        environment
                .store()
                .list(
                        ObjectType.INDEX.prefix(),
                        object -> names.add(object.name().substring(prefix)));
        return names;
    }

    private List<CachedIndex.Run> load(Set<String> names, boolean cached, Damaged damaged) throws IOException {
        List<CachedIndex.Run> runs = cached ? files.runs(names) : new ArrayList<>();
        Set<String> missing = new TreeSet<>(names);
        runs.forEach(run -> missing.removeAll(run.covers()));
        for (String name : missing) {
            try {
                runs.add(fetch(name));
            } catch (RepositoryException unusable) {
                damaged.found(unusable);
            }
        }
        CachedIndex.Merge merge = files.merge(runs);
        return merge == null ? runs : merge.applyTo(runs);
    }

    /**
     * Reads an index object. Bytes that have the hash that is their name are those that were stored.
     *
     * @param envelopes of the repository
     * @param object its name
     * @param bytes from 0 to the limit
     * @return what it says
     * @throws IOException when it is not what was stored, or the keys at hand do not open it
     */
    public static IndexTable table(Envelopes envelopes, String object, ByteBuffer bytes) throws IOException {
        String found = nameOf(bytes);
        if (found.equals(object) && !envelopes.areSealed()) {
            // One hash of so many bytes is enough.
            return new IndexTable(object, Envelope.unwrapTrusted(object, ObjectType.INDEX, bytes));
        }
        ByteBuffer payload = envelopes.unwrap(object, ObjectType.INDEX, "", bytes);
        if (!found.equals(object)) {
            throw Damage.in(object, "its bytes are those of " + found);
        }
        return new IndexTable(object, payload);
    }

    private static String nameOf(ByteBuffer bytes) {
        MessageDigest digest = Sha256.start();
        digest.update(bytes.duplicate().position(0));
        return ObjectType.INDEX.prefix() + HexFormat.of().formatHex(digest.digest());
    }

    private CachedIndex.Run fetch(String name) throws IOException {
        String object = ObjectType.INDEX.prefix() + name;
        ByteBuffer bytes = download(object);
        IndexTable table = table(envelopes, object, bytes);
        verify(table);
        return files.keep(
                name,
                envelopes.areSealed() ? ByteBuffer.wrap(Envelope.wrap(ObjectType.INDEX, table.payload())) : bytes);
    }

    /**
     * Reads an index object from the storage, whatever the cache holds, and verifies all of it.
     *
     * @param object its name
     * @return what it says; large ones are not on the heap
     * @throws RepositoryException when it is not what was stored
     * @throws IOException when the storage fails
     */
    public IndexTable read(String object) throws IOException {
        IndexTable table = table(envelopes, object, download(object));
        verify(table);
        return table;
    }

    private static void verify(IndexTable table) throws RepositoryException {
        requireMemory(table.removedCount(), table.name());
        IndexStructure.verify(table);
    }

    /**
     * Small objects come into memory. Large ones, of which one may be as large as the heap, go through a file; what is
     * sealed has to be opened in memory, so it must fit there.
     */
    private ByteBuffer download(String object) throws IOException {
        long limit = envelopes.areSealed() ? Runtime.getRuntime().maxMemory() / 8 : CachedIndex.MAX_FILE;
        try (InputStream in = environment.store().get(object)) {
            byte[] start = in.readNBytes(ON_HEAP);
            return start.length < ON_HEAP
                    ? ByteBuffer.wrap(start)
                    : cache.spool(object, start, in, Math.min(limit, CachedIndex.MAX_FILE));
        }
    }

    @Override
    public List<IndexTable> store(List<IndexWriter.PackEntry> packs) throws IOException {
        List<IndexTable> tables = new ArrayList<>();
        long maximum = environment.store().capabilities().maximumObjectSize();
        for (List<IndexWriter.PackEntry> part : IndexWriter.split(packs, maximum)) {
            tables.add(storeOne(part, List.of()));
        }
        return tables;
    }

    @Override
    public void tidy(Index written) throws IOException {
        files.tidy(written);
    }

    /**
     * Stores index objects that take packs away.
     *
     * @param packs that are gone for good
     * @throws IOException when the storage fails; some of the objects may be stored then
     */
    public void storeRemoved(List<PackId> packs) throws IOException {
        int most = Math.min(
                MAX_REMOVED,
                IndexWriter.removedWithin(environment.store().capabilities().maximumObjectSize()));
        for (int start = 0; start < packs.size(); start += most) {
            storeOne(List.of(), packs.subList(start, Math.min(packs.size(), start + most)));
        }
    }

    /**
     * Stores an index object that takes the place of others, which the caller deletes afterwards.
     *
     * @param inputs tables of the others
     * @param dropped for each of them, the numbers of packs that are removed for good
     * @throws IOException when the storage fails
     */
    public void storeMerged(List<IndexTable> inputs, List<BitSet> dropped) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        IndexMerge.write(inputs, dropped, nonce(), Channels.newChannel(plain));
        String name = "the merged index";
        ByteBuffer payload = Envelope.unwrapTrusted(name, ObjectType.INDEX, ByteBuffer.wrap(plain.toByteArray()));
        var unused = store(new IndexTable(name, payload).payload());
    }

    private IndexTable storeOne(List<IndexWriter.PackEntry> packs, List<PackId> removed) throws IOException {
        return store(IndexWriter.encode(nonce(), packs, removed));
    }

    private IndexTable store(byte[] payload) throws IOException {
        byte[] object = envelopes.wrap(ObjectType.INDEX, "", payload);
        String name = HexFormat.of().formatHex(Sha256.of(object));
        environment.store().put(ObjectType.INDEX.prefix() + name, ObjectData.of(object), PutCondition.NONE);
        return files.keep(
                        name,
                        ByteBuffer.wrap(envelopes.areSealed() ? Envelope.wrap(ObjectType.INDEX, payload) : object))
                .table();
    }

    private byte[] nonce() {
        byte[] nonce = new byte[PackFormat.NONCE_LENGTH];
        environment.random().nextBytes(nonce);
        return nonce;
    }
}
