package io.coffer.backup.tests.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.RestoreResult;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectStores;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A directory of very many entries, in little memory. The number can be set: run with
 * {@code -Dcoffer.entries=1000000} for a million, on a file system with two million inodes to spare.
 */
@EnabledOnOs(OS.LINUX)
class ManyEntriesTest {
    private static final int ENTRIES = Integer.getInteger("coffer.entries", 100_000);

    @TempDir
    private Path directory;

    @Test
    void aLargeDirectoryNeedsLittleMemoryAndAChangeInItLittleSpace() {
        String printed = Shell.java(
                List.of(),
                Map.of(),
                List.of("-Xmx64m"),
                List.of(Child.class.getName(), directory.toUri().toString(), String.valueOf(ENTRIES)));
        assertThat(printed).contains("done");
        System.out.println(printed);
    }

    /** The main class of the child process. */
    static final class Child {
        public static void main(String[] arguments) throws IOException {
            Path work = Path.of(URI.create(arguments[0]));
            int entries = Integer.parseInt(arguments[1]);
            Path source = Files.createDirectory(work.resolve("source"));
            Path many = Files.createDirectory(source.resolve("many"));
            for (int i = 0; i < entries; i++) {
                // What is tested is the tree, so most entries need no data.
                Path file = many.resolve("entry number " + i * 2654435761L);
                Files.writeString(file, i % 1000 == 0 ? "data of " + i : "");
            }
            // In memory the storage itself would take what is there for the engine.
            try (ObjectStore store =
                            ObjectStores.open(work.resolve("repository").toString());
                    Vault vault = new Vault(work, store)) {
                backUpAndRestore(vault, source, work.resolve("target"), entries);
            }
            System.out.println(Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM"))
                    .toList());
            System.out.println("done");
        }

        private static void backUpAndRestore(Vault vault, Path source, Path target, int entries) throws IOException {
            Snapshot first = vault.backupWhole(source);
            assertThat(first.manifest().statistics().files()).isEqualTo(entries);
            Snapshot unchanged = vault.backupWhole(source);
            assertThat(unchanged.manifest().statistics().newBytes()).isZero();

            Files.writeString(source.resolve("many/entry number 0"), "changed");
            Snapshot second = vault.backupWhole(source);
            long tree = second.find("many").content().size();
            assertThat(second.manifest().statistics().unchangedFiles()).isEqualTo(entries - 1L);
            // All of the tree is entries; what surrounds the one that changed is all that is stored again.
            assertThat(second.manifest().statistics().newBytes())
                    .isLessThan(Math.max(tree / 5, 1 << 20))
                    .isPositive();
            assertThat(second.manifest().statistics().storedBytes())
                    .isLessThan(first.manifest().statistics().storedBytes() / 4);

            RestoreResult restored = vault.restore(second, target);
            assertThat(restored.problems()).isEmpty();
            assertThat(restored.files()).isEqualTo(entries);
            assertThat(target.resolve("many/entry number 0")).hasContent("changed");
            System.out.printf(
                    "tree of %d bytes; stored at first %d, after a change %d; backup %s, unchanged %s, restore %s%n",
                    tree,
                    first.manifest().statistics().storedBytes(),
                    second.manifest().statistics().storedBytes(),
                    first.manifest().statistics().duration(),
                    unchanged.manifest().statistics().duration(),
                    restored.duration());
        }
    }
}
