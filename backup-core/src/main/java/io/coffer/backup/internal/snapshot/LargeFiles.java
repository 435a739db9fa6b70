package io.coffer.backup.internal.snapshot;

import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.Chunker;
import io.coffer.backup.internal.content.Lane;
import io.coffer.backup.internal.content.PreviousCuts;
import io.coffer.backup.internal.content.ReferenceWriter;
import io.coffer.backup.internal.content.StreamCutter;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.EntryAttributes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores streams of any length: one thread reads and cuts, the workers hash and compress the chunks. The
 * number of chunks in memory is bounded. Not thread-safe.
 *
 * <p>Where the previous version of a file is known, its cuts are guesses: the thread that reads looks at no more than
 * the last bytes of a chunk. The worker knows by its id whether it is the chunk of the previous version, and the guess
 * right. When it is another it looks for a cut in it; if there is one the guess was wrong, and all from there on is cut
 * again. So each cut is where it is without guesses.
 */
final class LargeFiles {
    /** Which part of the heap chunks may take. */
    private static final int HEAP_SHARE = 6;

    private static final Logger LOG = LoggerFactory.getLogger(LargeFiles.class);

    private final BlobWriter blobs;
    private final TaskGroup tasks;
    private final Monitor monitor;
    private final Chunker chunker;
    private final StreamCutter cutter;
    private final int chunksAtOnce;
    private final int usualChunk;
    private final Deque<PendingChunk> pending = new ArrayDeque<>();
    private final Deque<byte[]> buffers = new ArrayDeque<>();

    LargeFiles(BlobWriter blobs, TaskGroup tasks, Monitor monitor, Chunker chunker, int chunksAtOnce) {
        this.blobs = blobs;
        this.tasks = tasks;
        this.monitor = monitor;
        this.chunker = chunker;
        this.cutter = new StreamCutter(chunker);
        this.usualChunk = 2 * chunker.average();
        // On a machine of many processors, as many as they could use may be more than a small heap holds.
        long mostInMemory = Runtime.getRuntime().maxMemory() / HEAP_SHARE / usualChunk;
        this.chunksAtOnce = (int) Math.max(2, Math.min(chunksAtOnce, mostInMemory));
    }

    /** A chunk that a worker has, or will have. */
    private static final class PendingChunk {
        private final Content content;
        private final CountDownLatch ready = new CountDownLatch(1);
        private final byte[] bytes;
        private final int length;
        /** The chunk of the previous version that this one probably is, if any: both are equally long. */
        private final PreviousCuts.@Nullable Chunk guess;

        private boolean wrongGuess;
        private @Nullable ContentId id;

        PendingChunk(Content content, byte[] bytes, int length, PreviousCuts.@Nullable Chunk guess) {
            this.content = content;
            this.bytes = bytes;
            this.length = length;
            this.guess = guess;
        }
    }

    /** What a stream gave, whose chunks may still be on their way. */
    static final class Content {
        private final ReferenceWriter reference;
        /** Null also when it cannot be read. */
        private @Nullable PreviousCuts previous;
        /** The bytes that are cut; fewer again after a wrong guess, until all is read. */
        private long size;
        /** The bytes of the chunks that are stored. */
        private long stored;
        /** The bytes that listeners were told of. */
        private long counted;

        private long rightGuesses;
        private long wrongGuesses;
        /** Where guesses begin again after a wrong one. */
        private long guessFrom;
        /** Whether its stream has failed, so that nobody asks any more what it was. */
        private boolean dropped;

        private Content(ReferenceWriter reference, @Nullable PreviousCuts previous) {
            this.reference = reference;
            this.previous = previous;
        }

        /** How many chunks were cut without looking for a cut. */
        long rightGuesses() {
            return rightGuesses;
        }

        /** How often it was cut again from some chunk on. */
        long wrongGuesses() {
            return wrongGuesses;
        }

        /** In bytes. */
        long size() {
            return size;
        }

        boolean isStored() {
            return stored == size;
        }

        /** Once it is stored. */
        ContentReference reference() throws IOException {
            if (!isStored()) {
                throw new IllegalStateException(stored + " bytes of " + size + " are stored yet");
            }
            return reference.finish();
        }
    }

    /**
     * What of a file is not counted while it is read: its holes.
     *
     * @param attributes of the file
     * @param data how many bytes were read
     */
    static long uncounted(EntryAttributes attributes, long data) {
        return Math.max(0, attributes.size() - data);
    }

    /** Stores all of a stream. */
    ContentReference store(InputStream in, long expected, @Nullable Object what) throws IOException {
        Content content = read(in, expected, null, what);
        finishAll();
        return content.reference();
    }

    /**
     * Reads all of a stream. Its last chunks may wait to be stored: see {@link #finishReady} and {@link #finishAll}.
     *
     * @param expected how long it should be, in bytes; negative when that is not known
     * @param previous where the previous version was cut
     * @param what listeners are told of
     */
    Content read(InputStream in, long expected, @Nullable PreviousCuts previous, @Nullable Object what)
            throws IOException {
        Content content = new Content(blobs.newReference(), previous);
        cutter.start(in, expected);
        try {
            do {
                readToEnd(content, expected, what);
            } while (!finishGuesses(content));
        } catch (StreamCutter.ReadException failed) {
            content.dropped = true;
            throw failed;
        }
        LOG.debug("{} guesses of cuts were right, {} wrong, in {}", content.rightGuesses, content.wrongGuesses, what);
        return content;
    }

    private void readToEnd(Content content, long expected, @Nullable Object what) throws IOException {
        while (true) {
            PreviousCuts.Chunk guess = guess(content, expected);
            if (!cutter.next(guess == null ? 0 : guess.length())) {
                return;
            }
            if (makeRoom()) {
                submit(content, guess, what);
            }
        }
    }

    /** Lets one more chunk be pending; gives false when the cutter went back, so that its present chunk is none. */
    private boolean makeRoom() throws IOException {
        while (pending.size() == chunksAtOnce || isFirstReady()) {
            if (!finishFirst()) {
                return false;
            }
        }
        return true;
    }

    private boolean isFirstReady() {
        return !pending.isEmpty() && pending.element().ready.getCount() == 0;
    }

    /**
     * The last chunks are not guessed: while they are cut, the guesses before them turn out to be right, and nobody has to
     * wait for that at the end.
     */
    private PreviousCuts.@Nullable Chunk guess(Content content, long expected) throws IOException {
        PreviousCuts previous = content.previous;
        long untilLast = expected - content.size - (long) chunksAtOnce * chunker.average();
        if (previous == null || untilLast <= 0 || content.size < content.guessFrom) {
            return null;
        }
        try {
            PreviousCuts.Chunk guess = previous.at(content.size);
            return guess == null || guess.length() > untilLast ? null : guess;
        } catch (IOException unreadable) {
            if (Interruptions.isOne(unreadable)) {
                throw unreadable;
            }
            LOG.warn("the previous version of a large file cannot be read; all of it is looked at", unreadable);
            content.previous = null;
            return null;
        }
    }

    /** Waits until all guesses were looked at; gives false when one was wrong. */
    private boolean finishGuesses(Content content) throws IOException {
        while (isGuessPending(content)) {
            if (!finishFirst()) {
                return false;
            }
        }
        return true;
    }

    private boolean isGuessPending(Content content) {
        for (PendingChunk chunk : pending) {
            if (chunk.content == content && chunk.guess != null) {
                return true;
            }
        }
        return false;
    }

    /** Takes note of chunks that are stored, without waiting for others. No content is being read. */
    void finishReady() throws IOException {
        while (isFirstReady()) {
            finishFirst();
        }
    }

    /** Waits for all chunks. No content is being read. */
    void finishAll() throws IOException {
        while (!pending.isEmpty()) {
            finishFirst();
        }
    }

    /** Hands the present chunk to the workers. */
    private void submit(Content content, PreviousCuts.@Nullable Chunk guess, @Nullable Object what) throws IOException {
        int length = cutter.length();
        boolean guessed = guess != null && guess.length() == length;
        byte[] copy = buffer(length);
        System.arraycopy(cutter.bytes(), cutter.offset(), copy, 0, length);
        PendingChunk chunk = new PendingChunk(content, copy, length, guessed ? guess : null);
        // Who waits must find the failure, if there is one.
        tasks.add(() -> store(chunk), chunk.ready::countDown);
        pending.add(chunk);
        content.size += length;
        if (content.size > content.counted) {
            monitor.done(0, content.size - content.counted, what);
            content.counted = content.size;
        }
    }

    private void store(PendingChunk chunk) throws IOException {
        Lane lane = blobs.dataLane();
        try {
            ContentId id = lane.idOf(chunk.bytes, 0, chunk.length);
            if (chunk.guess != null && !chunk.guess.id().equals(id)) {
                chunk.wrongGuess = chunker.cut(chunk.bytes, 0, chunk.length) < chunk.length;
            }
            if (!chunk.wrongGuess) {
                lane.put(id, chunk.bytes, 0, chunk.length);
            }
            chunk.id = id;
        } finally {
            blobs.release(lane);
        }
    }

    /** Buffers of the usual size are used again; the few chunks that are larger get one of their own. */
    private byte[] buffer(int length) {
        byte[] free = length > usualChunk ? null : buffers.poll();
        return free == null ? new byte[Math.max(length, usualChunk)] : free;
    }

    /**
     * Waits for the first chunk. It can turn out to be a wrong guess only while its content is read, and then this must not
     * be called between handing the present chunk over and going on to the next one: it would be put back too, and come
     * twice.
     *
     * @return false when it was a wrong guess, and the cutter gives its bytes again
     */
    private boolean finishFirst() throws IOException {
        PendingChunk chunk = pending.element();
        ContentId id = await(chunk);
        Content content = chunk.content;
        if (chunk.wrongGuess && !content.dropped) {
            goBack(content);
            return false;
        }
        pending.remove();
        if (chunk.bytes.length == usualChunk) {
            buffers.push(chunk.bytes);
        }
        if (!content.dropped) {
            finish(chunk, id);
        }
        return true;
    }

    private static void finish(PendingChunk chunk, ContentId id) throws IOException {
        Content content = chunk.content;
        if (content.previous != null) {
            content.previous.found(id, content.stored);
        }
        content.reference.add(id, chunk.length);
        content.stored += chunk.length;
        content.rightGuesses += chunk.guess == null ? 0 : 1;
    }

    private ContentId await(PendingChunk chunk) throws IOException {
        tasks.await(chunk.ready);
        ContentId id = chunk.id;
        if (id == null) {
            throw new IllegalStateException("a chunk was neither stored nor did storing it fail");
        }
        return id;
    }

    /**
     * Lets all be cut again from the first pending chunk on. Pending chunks are of this content, for no other is begun
     * before the guesses of one were looked at. Those that were stored meanwhile are mostly found again; the others are
     * garbage for the next prune, and count as new. For as many chunks as were in vain nothing is guessed, so that wrong
     * guesses double the work at most.
     */
    private void goBack(Content content) throws IOException {
        Deque<ByteBuffer> chunks = new ArrayDeque<>();
        for (PendingChunk chunk : pending) {
            var unused = await(chunk);
            chunks.add(ByteBuffer.wrap(chunk.bytes, 0, chunk.length));
        }
        pending.clear();
        cutter.putBack(chunks);
        content.guessFrom = content.size;
        content.size = content.stored;
        content.wrongGuesses++;
    }
}
