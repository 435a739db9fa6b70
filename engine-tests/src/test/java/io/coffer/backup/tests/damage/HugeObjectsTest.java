package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Repository;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.Sha256;
import io.coffer.backup.store.local.LocalObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Objects that are larger than the heap of the process that reads them, each with the right checksum and name. */
@Timeout(120)
class HugeObjectsTest {
    private static final int HUGE = 72 << 20;

    @TempDir
    private Path directory;

    private Path root;
    private Lab lab;

    @BeforeEach
    void makeRepository() throws IOException {
        lab = new Lab(directory);
        lab.write("file", 50_000, 1);
        root = directory.resolve("repository");
        try (Repository repository = lab.create(LocalObjectStore.at(root))) {
            lab.backup(repository);
        }
    }

    /** Opens the repository, checks it and backs up, in a process of little memory; gives what that printed. */
    private List<String> outcomes() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:MaxDirectMemorySize=64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        root.toString(),
                        lab.sourceDirectory().toString(),
                        lab.fresh("cache").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> outcomes =
                new String(child.getInputStream().readAllBytes()).lines().toList();
        assertThat(child.waitFor()).isZero();
        assertThat(outcomes).hasSize(3).noneMatch(outcome -> outcome.contains("Error"));
        return outcomes;
    }

    /** The main class of the process. */
    static final class Child {
        private Child() {}

        @FunctionalInterface
        private interface Step {
            String run() throws IOException;
        }

        public static void main(String[] arguments) throws IOException {
            try (Repository repository = Repository.at(LocalObjectStore.at(Path.of(arguments[0])))
                    .cacheDirectory(Path.of(arguments[2]))
                    .open()) {
                print(
                        "check",
                        () -> repository.check().readData().run().damages().toString());
                print(
                        "backup",
                        () -> repository
                                .backup(io.coffer.backup.source.Source.directory(Path.of(arguments[1])))
                                .run()
                                .manifest()
                                .sources()
                                .toString());
                print("rebuild", () -> repository.rebuildIndex() + " packs");
            }
        }

        private static void print(String name, Step step) {
            String outcome;
            try {
                outcome = step.run();
            } catch (IOException | RuntimeException | Error thrown) {
                outcome = thrown.toString();
            }
            System.out.println(name + " -> " + outcome);
        }
    }

    /** Writes an enveloped object whose payload is a start and then zeros; gives the SHA-256 of all of it. */
    private String writeEnvelope(ObjectType type, ByteBuffer start, Path file) throws IOException {
        byte[] small = io.coffer.backup.internal.format.Envelope.wrap(type, start.array());
        int header = small.length - Sha256.LENGTH - start.capacity();
        MessageDigest inner = Sha256.start();
        MessageDigest outer = Sha256.start();
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] zeros = new byte[1 << 20];
            put(out, small, header + start.capacity(), inner, outer);
            for (int left = HUGE - start.capacity(); left > 0; left -= Math.min(left, zeros.length)) {
                put(out, zeros, Math.min(left, zeros.length), inner, outer);
            }
            byte[] digest = inner.digest();
            put(out, digest, digest.length, inner, outer);
        }
        return HexFormat.of().formatHex(outer.digest());
    }

    private static void put(OutputStream out, byte[] bytes, int length, MessageDigest inner, MessageDigest outer)
            throws IOException {
        out.write(bytes, 0, length);
        inner.update(bytes, 0, length);
        outer.update(bytes, 0, length);
    }

    private String hugeIndex(int removed) throws IOException {
        int entries = (HUGE - 32 - removed * 32) / 44;
        int rest = HUGE - 32 - removed * 32 - entries * 44;
        assertThat(rest).as("the tables fill the payload").isZero();
        ByteBuffer start =
                ByteBuffer.allocate(32).putInt(16, 0).putInt(20, removed).putInt(28, entries);
        Path file = root.resolve("index/huge");
        String name = writeEnvelope(ObjectType.INDEX, start, file);
        Files.move(file, file.resolveSibling(name));
        return "index/" + name;
    }

    @Test
    void anIndexObjectLargerThanTheHeapIsVerifiedAndRefused() throws Exception {
        // 32 bytes for each removed pack, 44 for each entry.
        String name = hugeIndex(removedToFill());
        assertThat(outcomes().get(0)).startsWith("check -> [" + name + ": it");
        assertThat(outcomes().get(0)).as("rebuilt").isEqualTo("check -> []");
    }

    private static int removedToFill() {
        for (int removed = 0; ; removed++) {
            if ((HUGE - 32 - removed * 32) % 44 == 0) {
                return removed;
            }
        }
    }

    @Test
    void anIndexObjectThatTakesVeryManyPacksAwayAsksForMoreMemory() throws Exception {
        hugeIndex((HUGE - 32) / 32);
        assertThat(outcomes()).allSatisfy(outcome -> assertThat(outcome).contains("larger heap"));
    }

    @Test
    void aRetiredListLargerThanTheHeapAsksForMoreMemory() throws Exception {
        ByteBuffer start = ByteBuffer.allocate(4).putInt(0, (HUGE - 4) / 32);
        writeEnvelope(ObjectType.RETIRED, start, root.resolve("retired/huge"));
        assertThat(outcomes()).allSatisfy(outcome -> assertThat(outcome).contains("retired/huge", "larger heap"));
    }

    @Test
    void aPackThatIsNearlyAllDirectoryIsRefused() throws Exception {
        // Its directory claims one segment of very many blobs.
        int blobs = (HUGE - 200) / 36;
        MessageDigest outer = Sha256.start();
        MessageDigest inner = Sha256.start();
        ByteBuffer head = ByteBuffer.allocate(4 + 16);
        head.putInt(1).putInt(1).putInt(blobs).putInt(1).putInt(blobs);
        Path some = root.resolve(Lab.names(LocalObjectStore.at(root), "packs/").get(0));
        byte[] first = java.util.Arrays.copyOf(Files.readAllBytes(some), 28 + 1);
        Path file = root.resolve("packs/00/huge");
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            put(out, first, first.length, Sha256.start(), outer);
            put(out, head.array(), head.capacity(), inner, outer);
            byte[] blob = new byte[36];
            blob[35] = 1;
            for (int i = 0; i < blobs; i++) {
                put(out, blob, blob.length, inner, outer);
            }
            ByteBuffer trailer = ByteBuffer.allocate(40);
            trailer.putInt(20 + blobs * 36).put(inner.digest()).putInt(0x434f4652);
            put(out, trailer.array(), 40, Sha256.start(), outer);
        }
        String name = HexFormat.of().formatHex(outer.digest());
        Path place = root.resolve("packs/" + name.substring(0, 2) + "/" + name);
        Files.createDirectories(place.getParent());
        Files.move(file, place);

        List<String> outcomes = outcomes();

        assertThat(outcomes.get(0)).isEqualTo("check -> []");
        assertThat(outcomes.get(2)).isEqualTo("rebuild -> 5 packs");
    }
}
