package io.coffer.backup.internal.content;

import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.IndexWriter.PackEntry;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackDirectory;
import io.coffer.backup.internal.format.ParityLayout;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.spi.ObjectStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that one session writes: lanes for the threads that work, packs for what they produce, index
 * objects for the packs. Packs are durable before an index names them. After a failure nothing more can be
 * written with it.
 */
public final class BlobWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BlobWriter.class);
    private static final int INDEX_AFTER_BLOBS = 32_768;
    /** What a program that is killed has stored since its last index object is stored again: a fifth, mostly. */
    private static final int INDEX_SHARE = 4;

    private static final int INDEX_AFTER_PACKS = 32;
    private static final int INDEX_AFTER_MANY_PACKS = 64;
    private static final int MAXIMUM_BLOBS = 8192;
    /** A segment that has this part of its size need not be made anew. */
    private static final int WHOLE_FROM = 4;

    private final Index index;
    private final IndexSink sink;
    private final Zstandard zstandard;
    private final ContentKeys keys;
    private final RepositoryParameters parameters;
    private final TaskGroup transfers;
    private final Packer dataPacker;
    private final Packer metadataPacker;
    private final Lane metadataLane;
    private final int maximumBlobs;
    private final ConcurrentLinkedDeque<Lane> idle = new ConcurrentLinkedDeque<>();
    private final Set<ContentId> pending = ConcurrentHashMap.newKeySet();
    private final LongAdder newContents = new LongAdder();
    private final LongAdder newBytes = new LongAdder();
    private final LongAdder storedBytes = new LongAdder();

    private final ReferenceWriter.Lists lists = piece -> putMetadata(piece, 0, piece.length);
    private volatile Tap tap = (id, bytes, offset, length) -> {};

    // Guarded by this: packs that are durable and in no index object yet.
    private List<PackEntry> unindexed = new ArrayList<>();
    private int unindexedBlobs;
    private int indexedPacks;

    /**
     * Starts to write.
     *
     * @param store where packs go
     * @param index what is known; grows with what is written
     * @param sink where index objects go
     * @param zstandard compresses segments
     * @param keys of the repository
     * @param parameters of the repository
     * @param transfers runs what stores packs; must not run on threads that fill them
     * @param parallel how many packs of data may be stored at once
     * @param random for nonces
     */
    public BlobWriter(
            ObjectStore store,
            Index index,
            IndexSink sink,
            Zstandard zstandard,
            ContentKeys keys,
            RepositoryParameters parameters,
            Executor transfers,
            int parallel,
            RandomGenerator random) {
        this.index = index;
        this.sink = sink;
        this.zstandard = zstandard;
        this.keys = keys;
        this.parameters = parameters;
        this.transfers = new TaskGroup(transfers, parallel + 1, "storing packs");
        // The directory of a segment must leave most of a pack to data.
        this.maximumBlobs = Math.max(1, Math.min(MAXIMUM_BLOBS, PackDirectory.maximumBlobs(parameters.packSize() / 8)));
        PackSizes sizes = PackSizes.of(parameters, store.capabilities().maximumObjectSize());
        this.dataPacker = new Packer(
                ObjectType.DATA_PACK,
                sizes.data(),
                // Where requests cost nothing, memory is worth more than a few packs less.
                store.capabilities().remote() ? sizes.slack() : 0,
                sizes.maximumBlobs(),
                parallel + 1,
                parameters.parity(),
                keys,
                store,
                this.transfers,
                random,
                this::stored);
        this.metadataPacker = new Packer(
                ObjectType.METADATA_PACK,
                sizes.metadata(),
                0,
                sizes.maximumBlobs(),
                1,
                parameters.parity(),
                keys,
                store,
                this.transfers,
                random,
                this::stored);
        this.metadataLane = newLane(ObjectType.METADATA_PACK, metadataPacker, parameters.metadataSegment());
    }

    /**
     * Lends a lane for data.
     *
     * @return to be used by one thread until it is {@linkplain #release given back}
     */
    public Lane dataLane() {
        Lane lane = idle.poll();
        return lane != null ? lane : newLane(ObjectType.DATA_PACK, dataPacker, parameters.dataSegment());
    }

    private Lane newLane(ObjectType type, Packer packer, int segmentSize) {
        return new Lane(type, this, packer, zstandard, keys.newHash(), segmentSize, maximumBlobs);
    }

    /**
     * Takes a lane for data back.
     *
     * @param lane that was lent
     */
    public void release(Lane lane) {
        idle.push(lane);
    }

    /**
     * Puts a piece of a tree or of a list, unless it has a home or is on its way to one.
     *
     * @param bytes where it lies; copied when needed
     * @param offset of its first byte
     * @param length in bytes, 1 or more
     * @return its id
     * @throws IOException when the storage fails
     */
    public ContentId putMetadata(byte[] bytes, int offset, int length) throws IOException {
        ContentId id;
        synchronized (metadataLane) {
            id = metadataLane.put(bytes, offset, length);
        }
        tap.put(id, bytes, offset, length);
        return id;
    }

    /**
     * Puts a blob whose id is known, unless it has a home or is on its way to one.
     *
     * @param id of the blob
     * @param type whether it is data or metadata
     * @param bytes where it lies; copied when needed
     * @param offset of its first byte
     * @param length in bytes, 1 or more
     * @throws io.coffer.backup.CorruptObjectException when the bytes have another id
     * @throws IOException when the storage fails
     */
    public void putVerified(ContentId id, ObjectType type, byte[] bytes, int offset, int length) throws IOException {
        ContentId stored;
        if (type == ObjectType.METADATA_PACK) {
            stored = putMetadata(bytes, offset, length);
        } else {
            Lane lane = dataLane();
            try {
                stored = lane.put(bytes, offset, length);
            } finally {
                release(lane);
            }
        }
        if (!stored.equals(id)) {
            throw Damage.in("content " + id, "its bytes were verified, and then were those of " + stored);
        }
    }

    /**
     * Tells whether a segment of data in another pack is such as this writer makes, so that it can be {@linkplain
     * #putWhole put as it is}. Blobs of smaller ones are better gathered in new segments.
     *
     * @param segment of the other pack
     * @return whether it is neither too small nor too large
     */
    public boolean takesWhole(PackDirectory.Segment segment) {
        int length = segment.plainLength();
        return length >= parameters.dataSegment() / WHOLE_FROM
                && length <= Math.max(parameters.dataSegment(), parameters.maximumChunk())
                && segment.blobs().size() <= maximumBlobs;
    }

    /**
     * Puts all blobs of a segment of data, verified and needed, as they are compressed already. One that is on its way to
     * a home has two then.
     *
     * @param segment of another pack, which this writer {@linkplain #takesWhole takes}
     * @param encoded its bytes, as its encoding has them, and not sealed
     * @throws IOException when the storage fails
     */
    public void putWhole(PackDirectory.Segment segment, byte[] encoded) throws IOException {
        for (PackDirectory.Blob blob : segment.blobs()) {
            var unused = claim(blob.id(), blob.length());
        }
        dataPacker.add(ByteBuffer.wrap(encoded), segment.plainLength(), segment.encoding(), segment.blobs());
    }

    /** Hears of all metadata that is put, also of what has a home. */
    @FunctionalInterface
    public interface Tap {
        /**
         * Hears of a piece.
         *
         * @param id of the piece
         * @param bytes where it lies, until the call returns
         * @param offset of its first byte
         * @param length in bytes
         */
        void put(ContentId id, byte[] bytes, int offset, int length);
    }

    /**
     * Lets somebody hear of all metadata that is put. Called before the first is.
     *
     * @param listener called by several threads
     */
    public void onMetadata(Tap listener) {
        tap = listener;
    }

    /**
     * Starts a reference, whose lists are stored as metadata.
     *
     * @return a reference to nothing yet
     */
    public ReferenceWriter newReference() {
        return new ReferenceWriter(lists);
    }

    /** Tells whether a blob is to be stored by whoever asks: the first one, when it has no home. */
    boolean claim(ContentId id, int length) throws IOException {
        if (index.contains(id) || !pending.add(id)) {
            return false;
        }
        newContents.increment();
        newBytes.add(length);
        return true;
    }

    /**
     * Tells whether a blob has a home or is on its way to one.
     *
     * @param id of the blob
     * @return whether it needs not be put
     * @throws IOException when the index is damaged
     */
    public boolean contains(ContentId id) throws IOException {
        return pending.contains(id) || index.contains(id);
    }

    private int packsUntilIndex() {
        return Math.max(INDEX_AFTER_PACKS, Math.min(INDEX_AFTER_MANY_PACKS, indexedPacks / INDEX_SHARE));
    }

    private synchronized void stored(PackEntry pack) throws IOException {
        storedBytes.add(pack.length());
        if (parameters.parity() > 0) {
            storedBytes.add(
                    ParityLayout.of((int) pack.length(), parameters.parity()).objectLength());
        }
        unindexed.add(pack);
        for (PackDirectory.Segment segment : pack.directory().segments()) {
            unindexedBlobs += segment.blobs().size();
        }
        if (unindexedBlobs >= INDEX_AFTER_BLOBS || unindexed.size() >= packsUntilIndex()) {
            writeIndex();
        }
    }

    private synchronized void writeIndex() throws IOException {
        if (unindexed.isEmpty()) {
            return;
        }
        for (IndexTable table : sink.store(unindexed)) {
            storedBytes.add(table.objectLength());
            index.add(table);
        }
        sink.tidy(index);
        for (PackEntry pack : unindexed) {
            for (PackDirectory.Segment segment : pack.directory().segments()) {
                segment.blobs().forEach(blob -> pending.remove(blob.id()));
            }
        }
        indexedPacks += unindexed.size();
        unindexed = new ArrayList<>();
        unindexedBlobs = 0;
    }

    /**
     * Makes everything durable that was put, and names it in the index. No lane may be in use.
     *
     * @throws IOException when the storage fails
     */
    public void flush() throws IOException {
        for (Lane lane : idle) {
            lane.flush();
        }
        synchronized (metadataLane) {
            metadataLane.flush();
        }
        dataPacker.seal();
        metadataPacker.seal();
        transfers.join();
        writeIndex();
    }

    /**
     * Counts blobs that had no home.
     *
     * @return how many so far
     */
    public long newContents() {
        return newContents.sum();
    }

    /**
     * Counts the bytes of blobs that had no home.
     *
     * @return before compression
     */
    public long newBytes() {
        return newBytes.sum();
    }

    /**
     * Counts what was added to the storage.
     *
     * @return bytes of packs and index objects
     */
    public long storedBytes() {
        return storedBytes.sum();
    }

    /**
     * Ends what is under way: what is not in a pack yet, or in one that waits to be stored, is dropped. Packs that are
     * durable are named in the index if the storage still answers, also when the thread is interrupted, so that they
     * are found by whoever tries again. That fails without a word: an earlier failure is what the caller must hear of.
     */
    @Override
    public void close() {
        transfers.close();
        // Interrupted again, this gives up.
        boolean interrupted = Thread.interrupted();
        try {
            writeIndex();
        } catch (IOException | RuntimeException failed) {
            interrupted |= failed instanceof InterruptedIOException;
            LOG.info(
                    "some packs are stored and in no index object; what they hold is stored again: {}",
                    failed.toString());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
