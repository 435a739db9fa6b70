package io.coffer.backup.tests.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Node;
import io.coffer.backup.Problem;
import io.coffer.backup.RestoreResult;
import io.coffer.backup.Snapshot;
import io.coffer.backup.model.DataRange;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.source.SourceChildren;
import io.coffer.backup.source.SourceEntry;
import io.coffer.backup.tests.fidelity.MovingSource.MovingFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries that have more of something than a snapshot can keep. None of them ends the backup. */
class LimitsTest {
    private static final int MIB = 1 << 20;
    private static final int MANY_RANGES = 70_000;

    @TempDir
    private Path directory;

    private record Odd(
            EntryName name,
            EntryType type,
            byte[] bytes,
            Map<String, byte[]> extendedAttributes,
            byte[] linkTarget,
            List<DataRange> dataRanges,
            List<SourceEntry> entries)
            implements SourceEntry {
        static Odd file(String name, Map<String, byte[]> extended) {
            return new Odd(EntryName.of(name), EntryType.FILE, new byte[] {1, 2}, extended, null, null, null);
        }

        @Override
        public EntryAttributes attributes() {
            return EntryAttributes.of(type, bytes == null ? 0 : bytes.length, Instant.EPOCH);
        }

        @Override
        public InputStream open() {
            if (dataRanges == null) {
                return new ByteArrayInputStream(bytes);
            }
            byte[] data = new byte[dataRanges.size()];
            IntStream.range(0, data.length)
                    .forEach(i -> data[i] = bytes[(int) dataRanges.get(i).offset()]);
            return new ByteArrayInputStream(data);
        }

        @Override
        public SourceChildren children() {
            return SourceChildren.of(entries);
        }
    }

    private static Map<String, byte[]> large(int count) {
        Map<String, byte[]> extended = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            extended.put("user.large" + i, new byte[MIB - 100]);
        }
        extended.put("user.small", new byte[] {42});
        return extended;
    }

    private Snapshot backup(SourceEntry... entries) throws IOException {
        try (Vault vault = new Vault(directory)) {
            Snapshot snapshot =
                    vault.repository().backup(new MovingSource(entries)).run();
            RestoreResult result = vault.restore(snapshot, directory.resolve("target"));
            assertThat(result.complete()).isTrue();
            assertThat(vault.repository().check().readData().run().damages()).isEmpty();
            assertThat(directory.resolve("target/still")).exists();
            return snapshot;
        }
    }

    @Test
    void extendedAttributesThatDoNotFitAreLeftOut() throws IOException {
        Map<String, byte[]> one = new TreeMap<>(Map.of("user.a", new byte[] {1}, "user.b", new byte[MIB + 1]));
        one.put("user." + "n".repeat(5000), new byte[1]);
        one.put("user.\ud800", new byte[1]);
        Odd inside = Odd.file("inside", Map.of("user.x", new byte[MIB + 1]));
        Odd directoryEntry =
                new Odd(EntryName.of("dir"), EntryType.DIRECTORY, null, large(20), null, null, List.of(inside));

        Snapshot snapshot =
                backup(directoryEntry, Odd.file("one", one), new MovingFile("still", 1), Odd.file("sum", large(20)));

        assertThat(snapshot.manifest().complete()).isFalse();
        assertThat(snapshot.manifest().problems())
                .allSatisfy(problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.UNREADABLE))
                .extracting(Problem::path)
                .containsExactlyInAnyOrder("dir", "dir/inside", "one", "sum");
        assertThat(snapshot.manifest().problems())
                .extracting(Problem::message)
                .anySatisfy(message -> assertThat(message).contains("4 of its 21 extended attributes", "16 MiB"));
        assertThat(snapshot.find("dir").extendedAttributes()).hasSize(17).containsKey("user.small");
        assertThat(snapshot.find("sum").extendedAttributes()).hasSize(17).containsKey("user.small");
        assertThat(snapshot.find("one").extendedAttributes()).containsOnlyKeys("user.a");
        assertThat(directory.resolve("target/sum")).hasBinaryContent(new byte[] {1, 2});
    }

    @Test
    void tooManyExtendedAttributesAreKeptInPart() throws IOException {
        Map<String, byte[]> many = new TreeMap<>();
        IntStream.range(0, 5000).forEach(i -> many.put("user." + i, new byte[] {1}));
        try (Vault vault = new Vault(directory)) {
            Snapshot snapshot = vault.repository()
                    .backup(new MovingSource(Odd.file("many", many)))
                    .run();
            assertThat(snapshot.find("many").extendedAttributes()).hasSize(4096);
            assertThat(snapshot.manifest().problems())
                    .extracting(Problem::message)
                    .containsExactly("904 of its 5000 extended attributes are left out: at most 4096 can be kept, "
                            + "of at most 1 MiB each and 16 MiB together");
        }
    }

    @Test
    void aLinkWithATargetThatIsTooLongIsLeftOut() throws IOException {
        byte[] target = new byte[5000];
        Arrays.fill(target, (byte) 'x');
        Odd link = new Odd(EntryName.of("link"), EntryType.SYMLINK, null, Map.of(), target, null, null);
        Odd inside = new Odd(EntryName.of("dir"), EntryType.DIRECTORY, null, Map.of(), null, null, List.of(link));

        Snapshot snapshot = backup(inside, new MovingFile("still", 1));

        assertThat(snapshot.manifest().complete()).isFalse();
        assertThat(snapshot.manifest().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("dir/link");
            assertThat(problem.message()).contains("a target of 5000 bytes, more than 4096");
        });
        assertThat(snapshot.manifest().statistics().others()).isZero();
    }

    @Test
    void aFileOfTooManyHolesIsKeptWithZerosInThem() throws IOException {
        byte[] bytes = new byte[2 * MANY_RANGES + 100];
        List<DataRange> ranges = IntStream.range(0, MANY_RANGES)
                .mapToObj(i -> new DataRange(2L * i, 1))
                .toList();
        ranges.forEach(range -> bytes[(int) range.offset()] = (byte) (1 + range.offset() % 100));
        Odd sparse = new Odd(EntryName.of("sparse"), EntryType.FILE, bytes, Map.of(), null, ranges, null);

        Snapshot snapshot = backup(sparse, new MovingFile("still", 1));

        assertThat(snapshot.manifest().complete())
                .as("no byte of the file is missing")
                .isTrue();
        assertThat(snapshot.manifest().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(Problem.Kind.NOT_KEPT);
            assertThat(problem.path()).isEqualTo("sparse");
        });
        assertThat(snapshot.find("sparse").dataRanges()).isNull();
        assertThat(directory.resolve("target/sparse")).hasBinaryContent(bytes);
    }

    /** Shorter each time that it is looked at: the ranges are those of before, the data is that of now. */
    private static final class Shrinking implements SourceEntry {
        private static final int[] SIZES = {300_000, 200_000, 100_000, 70_000, 70_000, 70_000, 70_000};
        private int state;

        @Override
        public EntryName name() {
            return EntryName.of("shrinking");
        }

        @Override
        public EntryAttributes attributes() {
            return EntryAttributes.of(EntryType.FILE, SIZES[0], Instant.EPOCH);
        }

        @Override
        public EntryAttributes currentAttributes() {
            return EntryAttributes.of(EntryType.FILE, SIZES[state], Instant.ofEpochSecond(state));
        }

        @Override
        public List<DataRange> dataRanges() {
            return List.of(new DataRange(0, 10_000), new DataRange(50_000, SIZES[state] - 50_000));
        }

        @Override
        public InputStream open() {
            state++;
            byte[] data = new byte[SIZES[state] - 40_000];
            Arrays.fill(data, (byte) 7);
            return new ByteArrayInputStream(data);
        }
    }

    @Test
    void aSparseFileThatShrinksWhileItIsReadHasRangesForTheDataThatWasRead() throws IOException {
        Snapshot snapshot = backup(new Shrinking(), new MovingFile("still", 1));

        assertThat(snapshot.manifest().problems()).extracting(Problem::kind).containsExactly(Problem.Kind.CHANGING);
        Node node = snapshot.find("shrinking");
        assertThat(node.dataRanges()).containsExactly(new DataRange(0, 10_000), new DataRange(50_000, 20_000));
        assertThat(node.content().size()).isEqualTo(30_000);
        assertThat(node.attributes().size()).isEqualTo(70_000);
        byte[] expected = new byte[70_000];
        Arrays.fill(expected, 0, 10_000, (byte) 7);
        Arrays.fill(expected, 50_000, 70_000, (byte) 7);
        assertThat(directory.resolve("target/shrinking")).hasBinaryContent(expected);
    }
}
