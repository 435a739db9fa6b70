package io.coffer.backup.tests.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Problem;
import io.coffer.backup.Progress;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.Snapshot;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.source.SourceEntry;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Where a large file was cut is a guess where its next version is. Whatever has changed, it is cut where a backup cuts it
 * that knows of no version before.
 */
@Timeout(300)
class LargeChangesTest {
    /** So small that changes of a few bytes often make a cut or take one away. */
    private static final RepositoryParameters SMALL =
            new RepositoryParameters(1024, 2048, 4096, 4096, 4096, 64 << 10, 1);

    private static final int ROUNDS = 150;
    private static final int MOST_BYTES = 600_000;

    private final long seed = Long.getLong("coffer.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<String, byte[]> files = new TreeMap<>();
    private Repository repository;
    private int version;

    @BeforeEach
    void makeRepository() throws IOException {
        System.out.println("seed " + seed);
        repository = at(new MemoryObjectStore()).create();
    }

    @AfterEach
    void close() throws IOException {
        repository.close();
    }

    private static RepositoryBuilder at(ObjectStore store) {
        return Repository.at(store).parameters(SMALL);
    }

    private MovingSource source() {
        return new MovingSource(files.entrySet().stream()
                .map(file -> new File(file.getKey(), version, file.getValue(), null))
                .toArray(SourceEntry[]::new));
    }

    /** A file of this version; its stream fails at its end when there is a failure. */
    private record File(EntryName name, int version, byte[] bytes, IOException failure) implements SourceEntry {
        File(String name, int version, byte[] bytes, IOException failure) {
            this(EntryName.of(name), version, bytes, failure);
        }

        @Override
        public EntryAttributes attributes() {
            int more = failure == null ? 0 : 200_000;
            return EntryAttributes.of(EntryType.FILE, bytes.length + more, Instant.ofEpochSecond(version));
        }

        @Override
        public InputStream open() {
            InputStream in = new ByteArrayInputStream(bytes);
            return failure == null ? in : new SequenceInputStream(in, new Failing(failure));
        }
    }

    private static final class Failing extends InputStream {
        private final IOException failure;

        Failing(IOException failure) {
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            throw failure;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            throw failure;
        }
    }

    private void assertSameAsAnew(String after) throws IOException {
        AtomicReference<Progress> last = new AtomicReference<>();
        Snapshot snapshot = repository.backup(source()).onProgress(last::set).run();
        try (Repository fresh = at(new MemoryObjectStore()).create()) {
            Snapshot anew = fresh.backup(source()).run();
            assertThat(snapshot.manifest().root())
                    .as("after %s, seed %d", after, seed)
                    .isEqualTo(anew.manifest().root());
        }
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            try (InputStream in = snapshot.open(file.getKey())) {
                assertThat(Arrays.equals(in.readAllBytes(), file.getValue()))
                        .as("%s after %s, seed %d", file.getKey(), after, seed)
                        .isTrue();
            }
        }
        long bytes = files.values().stream().mapToLong(file -> file.length).sum();
        assertThat(last.get().bytes()).as("bytes that listeners were told of").isEqualTo(bytes);
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void anyChange() throws IOException {
        files.put("a", randomBytes(400_000));
        files.put("b", randomBytes(150_000));
        files.put("c", randomBytes(30_000));
        assertSameAsAnew("the first backup");
        for (int round = 0; round < ROUNDS; round++) {
            version++;
            StringBuilder changes = new StringBuilder("round " + round);
            for (int left = random.nextInt(4); left > 0; left--) {
                String name = "abc".substring(random.nextInt(3)).substring(0, 1);
                changes.append(", ").append(name).append(' ').append(change(name));
            }
            assertSameAsAnew(changes.toString());
        }
    }

    private String change(String name) {
        byte[] bytes = files.get(name);
        int at = random.nextInt(bytes.length + 1);
        int length = random.nextInt(random.nextBoolean() ? 200 : 40_000);
        int end = Math.min(bytes.length, at + length);
        switch (random.nextInt(7)) {
            case 0 -> {
                files.put(name, concat(slice(bytes, 0, at), randomBytes(end - at), slice(bytes, end, bytes.length)));
                return "other bytes from " + at + " to " + end;
            }
            case 1 -> {
                files.put(name, concat(slice(bytes, 0, at), new byte[end - at], slice(bytes, end, bytes.length)));
                return "zeros from " + at + " to " + end;
            }
            case 2 -> {
                if (bytes.length < MOST_BYTES) {
                    files.put(name, concat(slice(bytes, 0, at), randomBytes(length), slice(bytes, at, bytes.length)));
                }
                return length + " bytes more at " + at;
            }
            case 3 -> {
                files.put(name, concat(slice(bytes, 0, at), slice(bytes, end, bytes.length)));
                return "none from " + at + " to " + end;
            }
            case 4 -> {
                int to = random.nextInt(bytes.length + 1);
                if (bytes.length < MOST_BYTES) {
                    files.put(name, concat(slice(bytes, 0, to), slice(bytes, at, end), slice(bytes, to, bytes.length)));
                }
                return "those from " + at + " to " + end + " again at " + to;
            }
            case 5 -> {
                files.put(name, slice(bytes, 0, Math.max(at, 30_000)));
                return "cut off at " + at;
            }
            default -> {
                files.put(name, concat(slice(bytes, at, bytes.length), slice(bytes, 0, at)));
                return "turned round at " + at;
            }
        }
    }

    private static byte[] slice(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    private static byte[] concat(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** Chunks of the one that fails are still with the workers when the other is read. */
    @Test
    void theFileAfterOneWhoseStreamFails() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            files.put("a", randomBytes(100_000));
            files.put("b", randomBytes(100_000));
            version++;
            repository.backup(source()).run();
            byte[] changed = files.get("a").clone();
            System.arraycopy(randomBytes(80_000), 0, changed, 20_000, 80_000);
            // Cuts of the previous version are allowed, but they are not where this one is cut.
            for (int at = 20_000; at + 200 < changed.length; at += 300) {
                System.arraycopy(files.get("a"), at, changed, at, 200);
            }
            byte[] b = files.get("b");
            b[random.nextInt(b.length)]++;
            version++;
            SourceEntry failing =
                    new File("a", version, slice(changed, 0, 60_000 + random.nextInt(40_000)), new IOException("gone"));
            SourceEntry next = new File("b", version, b, null);
            Snapshot snapshot =
                    repository.backup(new MovingSource(failing, next)).run();
            assertThat(snapshot.manifest().problems())
                    .extracting(Problem::kind)
                    .containsExactly(Problem.Kind.UNREADABLE);
            try (InputStream in = snapshot.open("b")) {
                assertThat(Arrays.equals(in.readAllBytes(), b))
                        .as("round %d, seed %d", round, seed)
                        .isTrue();
            }
        }
    }
}
