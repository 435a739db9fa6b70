package io.coffer.backup.store.local;

import static io.coffer.backup.store.local.TestObjects.bytes;
import static io.coffer.backup.store.local.TestObjects.names;
import static io.coffer.backup.store.local.TestObjects.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.spi.ObjectStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in the directory of a store that are not objects: of other programs, and of writers that were killed. */
class ForeignFilesTest {
    @TempDir
    Path root;

    @Test
    void whatCannotBeAnObjectIsNotListed() throws Exception {
        try (ObjectStore store = TestObjects.open(root)) {
            put(store, "packs/a1/x", 10);
            for (String foreign : List.of(".DS_Store", "packs/Thumbs.db", "packs/a1/a b", "README.txt", "packs/x~")) {
                Files.writeString(root.resolve(foreign), "foreign");
            }
            Files.createDirectories(root.resolve("lost+found/deep"));
            Files.writeString(root.resolve("lost+found/x"), "foreign");
            Files.createDirectories(root.resolve("empty/directory"));
            Files.createDirectories(root.resolve("1/2/3/4/5/6/7/8/9"));
            Files.writeString(root.resolve("1/2/3/4/5/6/7/8/9/x"), "too deep");
            Files.createSymbolicLink(root.resolve("dangling"), root.resolve("nowhere"));
            Files.createSymbolicLink(root.resolve("loop"), root);
            Path notUtf8 = Path.of(URI.create(root.toUri() + "name%FF%FE"));
            Files.writeString(notUtf8, "foreign");

            List<String> listed = names(store);
            // The loop shows the object again under other names, as long as they are names.
            listed.removeIf(name -> name.startsWith("loop/"));
            assertThat(listed).containsExactly("packs/a1/x");
        }
    }

    @Test
    void whatVanishesWhileAListingRunsIsPassedOver() throws Exception {
        try (ObjectStore store = TestObjects.open(root)) {
            for (int i = 0; i < 20; i++) {
                put(store, "d" + i + "/a", 1);
                put(store, "d" + i + "/b", 1);
                put(store, "file" + i, 1);
            }
            List<String> seen = new ArrayList<>();
            store.list("", object -> {
                seen.add(object.name());
                for (int i = 0; i < 20; i++) {
                    Files.deleteIfExists(root.resolve("d" + i + "/a"));
                    Files.deleteIfExists(root.resolve("d" + i + "/b"));
                    Files.deleteIfExists(root.resolve("d" + i));
                    Files.deleteIfExists(root.resolve("file" + i));
                }
            });
            assertThat(seen).hasSize(1);
            assertThat(names(store)).isEmpty();
        }
    }

    @Test
    void directoryThatWasRemovedIsMadeAgain() throws Exception {
        try (ObjectStore store = TestObjects.open(root)) {
            put(store, "packs/a1/x", 10);
            Files.delete(root.resolve("packs/a1/x"));
            Files.delete(root.resolve("packs/a1"));
            put(store, "packs/a1/y", 20);
            assertThat(names(store)).containsExactly("packs/a1/y");
        }
    }

    /** A writer is killed in the middle of a put: its file is never listed, and removed when it is a day old. */
    @Test
    void killedWriterLeavesNoObject() throws Exception {
        killWriterInTheMiddleOfAPut();
        Path residue = onlyTemporaryFile();
        assertThat(Files.size(residue)).isEqualTo(KilledWriter.WRITTEN);
        try (ObjectStore store = TestObjects.open(root)) {
            assertThat(names(store)).isEmpty();
            put(store, "young", 1);
            assertThat(onlyTemporaryFile()).isEqualTo(residue);
        }
        Files.setLastModifiedTime(residue, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        try (ObjectStore store = TestObjects.open(root)) {
            assertThat(names(store)).containsExactly("young");
            assertThat(residue).exists();
            put(store, KilledWriter.NAME, 30);
            assertThat(TestObjects.read(store, KilledWriter.NAME)).isEqualTo(bytes(30));
        }
        assertThat(root.resolve(".tmp~")).isEmptyDirectory();
    }

    private Path onlyTemporaryFile() throws IOException {
        try (var files = Files.list(root.resolve(".tmp~"))) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    private void killWriterInTheMiddleOfAPut() throws Exception {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(output.readLine()).isEqualTo(KilledWriter.HALF_WAY);
        } finally {
            writer.destroyForcibly().waitFor();
        }
    }

    @Test
    void sweepIsRepeatedAfterADayOnly() throws Exception {
        try (ObjectStore store = TestObjects.open(root)) {
            put(store, "first", 1);
            Path late = Files.writeString(root.resolve(".tmp~/late"), "x");
            Files.setLastModifiedTime(late, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
            put(store, "second", 1);
            assertThat(late).exists();
        }
        try (ObjectStore store = TestObjects.open(root)) {
            put(store, "third", 1);
            assertThat(root.resolve(".tmp~")).isEmptyDirectory();
        }
    }
}
