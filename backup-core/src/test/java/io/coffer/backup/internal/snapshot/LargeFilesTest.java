package io.coffer.backup.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.Chunker;
import io.coffer.backup.internal.content.ContentKeys;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.content.KnownMetadata;
import io.coffer.backup.internal.content.PreviousCuts;
import io.coffer.backup.internal.content.SegmentReader;
import io.coffer.backup.internal.content.StreamCutter;
import io.coffer.backup.internal.content.Zstandard;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.IndexWriter;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackFormat;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.spi.MemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many cuts of a changed file are guessed: what is stored does not show it. */
class LargeFilesTest {
    private static final RepositoryParameters SMALL =
            new RepositoryParameters(1024, 2048, 4096, 4096, 4096, 64 << 10, 1);
    private static final int CHUNKS_AT_ONCE = 3;

    private final long seed = Long.getLong("coffer.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Chunker chunker = Chunker.forData(ContentKeys.NONE, SMALL);
    private final Index index = new Index();
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final Zstandard zstandard = new Zstandard(1);
    private final MemoryObjectStore store = new MemoryObjectStore();
    private final ExecutorService transfers = Executors.newSingleThreadExecutor();
    private final BlobReader noLists = new BlobReader(
            new Index(), new SegmentReader(store, store, zstandard, ContentKeys.NONE), () -> {}, KnownMetadata.NONE);
    private BlobWriter writer;
    private TaskGroup tasks;
    private LargeFiles files;

    @BeforeEach
    void open() {
        System.out.println("seed " + seed);
        writer = new BlobWriter(
                store,
                index,
                packs -> List.of(new IndexTable(
                        "index",
                        ByteBuffer.wrap(IndexWriter.encode(new byte[PackFormat.NONCE_LENGTH], packs, List.of())))),
                zstandard,
                ContentKeys.NONE,
                SMALL,
                transfers,
                1,
                random);
        tasks = new TaskGroup(executor, 4, "the test");
        files = new LargeFiles(writer, tasks, new Monitor(null), chunker, CHUNKS_AT_ONCE);
    }

    @AfterEach
    void close() {
        tasks.close();
        writer.close();
        zstandard.close();
        executor.shutdown();
        transfers.shutdown();
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] concat(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(200_000);
        for (byte[] part : parts) {
            all.put(part);
        }
        byte[] bytes = new byte[all.flip().remaining()];
        all.get(bytes);
        return bytes;
    }

    private ContentReference store(byte[] bytes) throws IOException {
        ContentReference reference = files.store(new ByteArrayInputStream(bytes), bytes.length, null);
        tasks.join();
        writer.flush();
        assertThat(reference.level()).as("no lists are needed").isZero();
        return reference;
    }

    private LargeFiles.Content read(byte[] bytes, ContentReference previous) throws IOException {
        PreviousCuts cuts = new PreviousCuts(noLists, index, previous, chunker.average());
        LargeFiles.Content content = files.read(new ByteArrayInputStream(bytes), bytes.length, cuts, null);
        files.finishAll();
        assertThat(content.reference().ids()).as("seed %d", seed).isEqualTo(idsOf(bytes));
        return content;
    }

    private List<ContentId> idsOf(byte[] bytes) {
        List<ContentId> ids = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int length = chunker.cut(bytes, at, bytes.length - at);
            ids.add(ContentKeys.NONE.newHash().of(ObjectType.DATA_PACK, bytes, at, length));
            at += length;
        }
        return ids;
    }

    private long guessable(byte[] bytes) {
        return idsOf(bytes).size() - CHUNKS_AT_ONCE * 2L;
    }

    @Test
    void allButTheLastChunksOfWhatIsAsBefore() throws IOException {
        byte[] bytes = randomBytes(90_000);
        LargeFiles.Content content = read(bytes, store(bytes));
        assertThat(content.rightGuesses()).isGreaterThanOrEqualTo(guessable(bytes));
        assertThat(content.wrongGuesses()).isZero();
    }

    @Test
    void whatHasMovedIsFoundAgain() throws IOException {
        byte[] start = randomBytes(15_000);
        byte[] rest = randomBytes(60_000);
        ContentReference previous = store(concat(start, rest));
        assertThat(read(concat(start, randomBytes(777), rest), previous).rightGuesses())
                .isGreaterThan(guessable(concat(start, rest)) - 12);
        assertThat(read(concat(randomBytes(20_000), start, rest), previous).rightGuesses())
                .isGreaterThan(guessable(concat(start, rest)) - 12);
        assertThat(read(rest, previous).rightGuesses()).isGreaterThan(guessable(rest) - 12);
    }

    @Test
    void equalChunksDoNotLeadAway() throws IOException {
        byte[] zeros = new byte[4096];
        byte[] one = randomBytes(15_000);
        byte[] two = randomBytes(15_000);
        byte[] three = randomBytes(20_000);
        byte[] before = concat(one, zeros, two, zeros, three, zeros);
        byte[] after = concat(one, zeros, zeros, two, zeros, three, zeros, zeros);
        assertThat(read(after, store(before)).rightGuesses()).isGreaterThan(guessable(before) / 2);
    }

    @Test
    void wrongGuessesAreTakenBack() throws IOException {
        byte[] bytes = randomBytes(90_000);
        ContentReference previous = store(bytes);
        byte[] changed = bytes.clone();
        // Each chunk keeps its last bytes, which allow its cut, and gets a cut before them, of another chunk.
        int at = 0;
        byte[] cut = cutAfterTheMinimum();
        for (int chunk = 0; chunk < 10; chunk++) {
            int length = chunker.cut(bytes, at, bytes.length - at);
            if (length > chunker.minimum() + 200) {
                System.arraycopy(cut, 0, changed, at, cut.length);
            }
            at += length;
        }
        LargeFiles.Content content = read(changed, previous);
        assertThat(content.wrongGuesses()).isPositive();
        assertThat(content.rightGuesses()).as("in the part that is as before").isPositive();
    }

    /** Bytes after which there is a cut, as soon as there may be. */
    private byte[] cutAfterTheMinimum() {
        byte[] bytes = randomBytes(chunker.maximum());
        while (chunker.cut(bytes, 0, bytes.length) > chunker.minimum() + 100) {
            random.nextBytes(bytes);
        }
        return Arrays.copyOf(bytes, chunker.cut(bytes, 0, bytes.length));
    }

    @Test
    void whatCannotBeReadOfThePreviousVersionOnlyCostsGuesses() throws IOException {
        byte[] bytes = randomBytes(90_000);
        ContentReference lists =
                new ContentReference(bytes.length, 1, store(bytes).ids());
        assertThat(read(bytes, lists).rightGuesses()).isZero();
    }

    /** Workers get to a wrong guess only when its stream has failed. */
    @Test
    void theNextStreamAfterOneThatFails() throws IOException {
        byte[] bytes = randomBytes(90_000);
        while (chunker.cut(bytes, 0, bytes.length) < chunker.minimum() + 200) {
            random.nextBytes(bytes);
        }
        ContentReference previous = store(bytes);
        byte[] changed = bytes.clone();
        byte[] cut = cutAfterTheMinimum();
        System.arraycopy(cut, 0, changed, 0, cut.length);
        List<Runnable> held = new ArrayList<>();
        AtomicBoolean holding = new AtomicBoolean(true);
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("gone");
            }
        };
        try (TaskGroup later = new TaskGroup(
                task -> {
                    if (holding.get()) {
                        held.add(task);
                    } else {
                        task.run();
                    }
                },
                10,
                "the test")) {
            files = new LargeFiles(writer, later, new Monitor(null), chunker, 10);
            // All that fits the buffer, and then the failure.
            InputStream in = new SequenceInputStream(new ByteArrayInputStream(changed, 0, 6200), failing);
            PreviousCuts cuts = new PreviousCuts(noLists, index, previous, chunker.average());
            assertThatThrownBy(() -> files.read(in, bytes.length, cuts, null))
                    .isInstanceOf(StreamCutter.ReadException.class);
            assertThat(held).isNotEmpty();
            holding.set(false);
            held.forEach(Runnable::run);
            var unused = read(bytes, previous);
        }
    }
}
