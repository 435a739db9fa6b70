package io.coffer.backup.tests.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coffer.backup.Node;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.Snapshot;
import io.coffer.backup.crypto.Keys;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.encryption.CipherSuite;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader in another language, written from docs/FORMAT.md, reads the same as the library. */
class IndependentReaderTest {
    private static final Path READER = Path.of("src", "test", "python", "read_repository.py");

    @TempDir
    private Path directory;

    @BeforeAll
    static void needsPythonAndZstandard() {
        for (String program : List.of("python3", "zstd")) {
            boolean there = works(program);
            if (!there) {
                System.err.println("SKIPPED: there is no " + program + ", so nobody reads repositories independently");
            }
            assumeTrue(there, program + " is not there");
        }
    }

    private static boolean works(String program) {
        return succeeds(program, "--version");
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private record Outcome(int code, String output) {}

    private Outcome read(Object... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3", "-B", READER.toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(output));
    }

    private Path repository() throws IOException {
        return Files.createDirectories(directory.resolve("repository"));
    }

    @Test
    void itRestoresAFreshRepository() throws Exception {
        Path source = Files.createDirectories(directory.resolve("source/sub"));
        byte[] large = new byte[3_000_000];
        new Random(5).nextBytes(large);
        Files.write(source.resolve("large"), large);
        Files.writeString(source.resolve("text"), "again and ".repeat(5000));
        Files.createFile(source.resolve("empty"));
        Files.createSymbolicLink(source.resolve("link"), Path.of("text"));
        Files.setPosixFilePermissions(source.resolve("text"), PosixFilePermissions.fromString("rwxr-x--x"));
        Files.setLastModifiedTime(
                source.resolve("text"), FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z")));
        RepositoryParameters small = new RepositoryParameters(1024, 4096, 16_384, 16_384, 4096, 1 << 20, 3);
        String id;
        try (Repository made = Repository.at(repository().toUri().toString())
                .cacheDirectory(directory.resolve("cache"))
                .parameters(small)
                .create()) {
            id = made.backup(Source.directory(directory.resolve("source")))
                    .run()
                    .id();
        }
        Path target = Files.createDirectories(directory.resolve("target"));

        Outcome outcome = read(repository(), id, target);

        assertThat(outcome).isEqualTo(new Outcome(0, ""));
        for (String name : List.of("large", "text", "empty")) {
            Path file = target.resolve("sub").resolve(name);
            assertThat(Files.readAllBytes(file)).isEqualTo(Files.readAllBytes(source.resolve(name)));
            assertThat(Files.getLastModifiedTime(file)).isEqualTo(Files.getLastModifiedTime(source.resolve(name)));
            assertThat(Files.getPosixFilePermissions(file))
                    .isEqualTo(Files.getPosixFilePermissions(source.resolve(name)));
        }
        assertThat(Files.readSymbolicLink(target.resolve("sub/link"))).isEqualTo(Path.of("text"));
    }

    @Test
    void itSeesTheSameInTheGoldenRepository() throws Exception {
        GoldenRepository.unpack(repository());

        Outcome outcome = read(repository());

        try (Repository golden = Repository.at(GoldenRepository.storeOf(GoldenRepository.objects()))
                .cacheDirectory(directory.resolve("cache"))
                .open()) {
            assertSame(outcome, golden);
        }
    }

    private static void assertSame(Outcome outcome, Repository golden) throws IOException {
        assertThat(outcome.code()).as(outcome.output()).isZero();
        String[] lines = outcome.output().split("\n");
        assertThat(lines).hasSize(GoldenSource.SNAPSHOTS);
        for (String line : lines) {
            Snapshot snapshot = golden.snapshot(line.substring(8, 8 + 64));
            List<String> expected = new ArrayList<>();
            snapshot.walk("", (path, node) -> expected.add(digest(snapshot, path, node)));
            for (String part : expected) {
                assertThat(line).contains(part);
            }
            assertThat(line.split("\"modified\"")).hasSize(expected.size() + 1);
        }
    }

    private static void needsCryptography() {
        boolean there = succeeds("python3", "-c", "import cryptography");
        if (!there) {
            System.err.println("SKIPPED: Python has no package cryptography, so nobody reads encrypted repositories"
                    + " independently");
        }
        assumeTrue(there, "the Python package cryptography is not there");
    }

    private Path keyFile(byte[] content) throws IOException {
        return Files.write(directory.resolve("key"), content);
    }

    @Test
    void itSeesTheSameInTheEncryptedGoldenRepository() throws Exception {
        needsCryptography();
        GoldenRepository.unpack(EncryptedGolden.NAME, repository());

        Outcome outcome = read("--key-file", keyFile(EncryptedGolden.keyFile()), repository());

        try (RepositoryKey key = EncryptedGolden.Opener.KEY_FILE.key();
                Repository golden = Repository.at(
                                GoldenRepository.storeOf(GoldenRepository.objects(EncryptedGolden.NAME)))
                        .cacheDirectory(directory.resolve("cache"))
                        .key(key)
                        .open()) {
            assertSame(outcome, golden);
        }
    }

    @Test
    void itReadsAnEncryptedRepositoryOnlyWithTheRightKey() throws Exception {
        needsCryptography();
        Path source = Files.createDirectories(directory.resolve("source"));
        byte[] large = new byte[300_000];
        new Random(6).nextBytes(large);
        Files.write(source.resolve("large"), large);
        byte[] content = Keys.newKeyFile();
        String id;
        try (RepositoryKey key = Keys.keyFile(content);
                Repository made = Repository.at(repository().toUri().toString())
                        .cacheDirectory(directory.resolve("cache"))
                        .key(key)
                        .cipher(CipherSuite.CHACHA20_POLY1305)
                        .create()) {
            id = made.backup(Source.directory(source)).run().id();
        }
        Path target = Files.createDirectories(directory.resolve("target"));

        assertThat(read("--key-file", keyFile(content), repository(), id, target))
                .isEqualTo(new Outcome(0, ""));
        assertThat(Files.readAllBytes(target.resolve("large"))).isEqualTo(large);
        content[3]++;
        assertThat(read("--key-file", keyFile(content), repository()))
                .isEqualTo(new Outcome(1, "read_repository.py: the key file opens none of the key slots\n"));
        assertThat(read(repository()).output()).contains("an encrypted repository needs a key");
    }

    /** What must be in a line of the reader for an entry. */
    private static String digest(Snapshot snapshot, String path, Node node) throws IOException {
        if (node.type() != EntryType.FILE || !node.name().isText()) {
            return HexFormat.of().formatHex(node.name().toBytes()) + "\", \"type\": \""
                    + node.type().name().toLowerCase(java.util.Locale.ROOT);
        }
        try (InputStream in = snapshot.open(path)) {
            byte[] bytes = in.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            Instant modified = node.attributes().modified();
            return HexFormat.of().formatHex(path.getBytes(StandardCharsets.UTF_8))
                    + String.format(
                            "\", \"type\": \"file\", \"modified\": %d%09d, \"mode\": %d, \"size\": %d, \"sha256\": \"%s",
                            modified.getEpochSecond(),
                            modified.getNano(),
                            node.attributes().mode(),
                            bytes.length,
                            HexFormat.of().formatHex(hash));
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void itRefusesADamagedRepositoryAndSaysWhy() throws Exception {
        GoldenRepository.unpack(repository());
        String index = GoldenRepository.objects().keySet().stream()
                .filter(name -> name.startsWith("index/"))
                .findFirst()
                .orElseThrow();
        Path file = repository().resolve(index);
        byte[] bytes = Files.readAllBytes(file);
        bytes[50] ^= 1;
        Files.write(file, bytes);

        Outcome outcome = read(repository());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.output()).contains(index + ": its name is not its SHA-256");
    }
}
