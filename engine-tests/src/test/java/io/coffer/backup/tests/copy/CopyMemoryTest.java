package io.coffer.backup.tests.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.crypto.Keys;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.encryption.RepositoryKey;
import io.coffer.backup.store.local.LocalObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Copies and repairs, with the sizes that repositories have by default, in processes of little memory. */
@Timeout(300)
class CopyMemoryTest {
    private static final int SMALL_FILES = 1500;
    private static final int LARGE_FILE = 70 << 20;

    @TempDir
    private Path directory;

    private Path plain;
    private Path encrypted;

    @BeforeEach
    void makeRepository() throws IOException {
        Path source = Files.createDirectories(directory.resolve("source"));
        Random random = new Random(7);
        for (int i = 0; i < SMALL_FILES; i++) {
            Path parent = Files.createDirectories(source.resolve("d" + i % 40));
            Files.write(parent.resolve("f" + i), bytes(random, 1 + random.nextInt(20_000)));
        }
        Files.write(source.resolve("large"), bytes(random, LARGE_FILE));
        plain = directory.resolve("plain");
        encrypted = directory.resolve("encrypted");
        try (Repository repository = at(plain, directory.resolve("cache"), null).create()) {
            repository.backup(Source.directory(source)).host("host").run();
        }
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static RepositoryBuilder at(Path root, Path cache, RepositoryKey key) throws IOException {
        RepositoryBuilder builder = Repository.at(LocalObjectStore.at(root)).cacheDirectory(cache);
        return key == null ? builder : builder.key(key);
    }

    /** Does one thing in a process of little memory; gives what that printed. */
    private String outcome(String what, Path from, Path to) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:MaxDirectMemorySize=64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        what,
                        from.toString(),
                        to.toString(),
                        directory.resolve("child").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines =
                new String(child.getInputStream().readAllBytes()).lines().toList();
        assertThat(child.waitFor()).as(what).isZero();
        return lines.get(lines.size() - 1);
    }

    /** The main class of the process. */
    static final class Child {
        private Child() {}

        private static Repository open(Path root, Path cache) throws IOException {
            boolean isEncrypted = root.endsWith("encrypted");
            int parity = root.endsWith("third") ? 5 : 0;
            byte[] content = new byte[32];
            Arrays.fill(content, (byte) 3);
            try (RepositoryKey key = isEncrypted ? Keys.keyFile(content) : null) {
                return at(root, cache.resolve(root.getFileName()), key)
                        .parity(parity)
                        .openOrCreate();
            }
        }

        public static void main(String[] arguments) throws IOException {
            Path cache = Path.of(arguments[3]);
            try (Repository from = open(Path.of(arguments[1]), cache);
                    Repository to = open(Path.of(arguments[2]), cache)) {
                if (arguments[0].equals("copy")) {
                    var result = from.copy(from.snapshots()).to(to).run();
                    System.out.println(result.copied().size() + " copied, " + result.failed() + " failed");
                } else {
                    var report = to.repair().from(from).dropDamaged().run();
                    System.out.println((report.healedPacks().isEmpty() ? "" : "all healed, ")
                            + report.damagedPacks().size() + " damaged, " + report.lostCount() + " lost, "
                            + to.check().readData().run().damages().size() + " still damaged");
                }
            }
        }
    }

    private static List<Path> packs(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("packs"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Changes a twentieth of each pack, as far as it is in one piece. */
    private static void rot(Path root) throws IOException {
        for (Path pack : packs(root)) {
            byte[] bytes = Files.readAllBytes(pack);
            Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + bytes.length / 25, (byte) 0);
            Files.write(pack, bytes);
        }
    }

    /** Loses every second pack. */
    private static int damage(Path root) throws IOException {
        List<Path> packs = packs(root);
        int lost = 0;
        for (int i = 0; i < packs.size(); i += 2, lost++) {
            Files.delete(packs.get(i));
        }
        return lost;
    }

    @Test
    void copiesAndRepairsNeedNoMoreThanBackups() throws Exception {
        assertThat(outcome("copy", plain, encrypted)).isEqualTo("1 copied, [] failed");

        int lost = damage(encrypted);
        assertThat(lost).isGreaterThan(2);
        assertThat(outcome("repair", plain, encrypted)).isEqualTo(lost + " damaged, 0 lost, 0 still damaged");

        lost = damage(plain);
        assertThat(outcome("repair", encrypted, plain)).isEqualTo(lost + " damaged, 0 lost, 0 still damaged");

        Path third = directory.resolve("third");
        assertThat(outcome("copy", plain, third)).isEqualTo("1 copied, [] failed");
        rot(third);
        assertThat(outcome("repair", plain, third)).isEqualTo("all healed, 0 damaged, 0 lost, 0 still damaged");
        lost = damage(third);
        assertThat(outcome("repair", plain, third)).isEqualTo(lost + " damaged, 0 lost, 0 still damaged");
    }
}
