package io.coffer.backup.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.CheckReport;
import io.coffer.backup.KeyRequiredException;
import io.coffer.backup.KeySlotNotFoundException;
import io.coffer.backup.NotEncryptedException;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.Snapshot;
import io.coffer.backup.WrongKeyException;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.encryption.CipherSuite;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an application sees of an encrypted repository. */
class EncryptedRepositoryTest {
    static final Argon2Cost CHEAP = new Argon2Cost(Argon2Cost.LEAST_MEMORY_KIB, Argon2Cost.LEAST_ITERATIONS, 1);
    private static final RepositoryParameters SMALL =
            new RepositoryParameters(4096, 16_384, 65_536, 32_768, 16_384, 262_144, 3);

    @TempDir
    Path temporary;

    private final MemoryObjectStore store = new MemoryObjectStore();
    private Path source;

    @BeforeEach
    void makeSource() throws IOException {
        source = Files.createDirectories(temporary.resolve("source"));
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            byte[] bytes = new byte[random.nextInt(9000)];
            random.nextBytes(bytes);
            Files.write(Files.createDirectories(source.resolve("d" + i % 7)).resolve("f" + i), bytes);
        }
        byte[] large = new byte[500_000];
        random.nextBytes(large);
        Files.write(source.resolve("large"), large);
        Files.writeString(source.resolve("text"), "the quick brown fox ".repeat(20_000));
    }

    static RepositoryKey passphrase(String text) {
        return Keys.passphrase(text.toCharArray(), CHEAP);
    }

    private RepositoryBuilder at() {
        return Repository.at(store).cacheDirectory(temporary.resolve("cache")).parameters(SMALL);
    }

    private void assertRestores(Repository repository, Snapshot snapshot) throws IOException {
        Path target = Files.createTempDirectory(temporary, "restored");
        assertThat(repository.restore(snapshot).to(target).run().problems()).isEmpty();
        try (var files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(target.resolve(source.relativize(file))).hasSameBinaryContentAs(file);
            }
        }
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        store.list("", (ObjectInfo object) -> names.add(object.name()));
        return names;
    }

    @ParameterizedTest
    @EnumSource(CipherSuite.class)
    void keepsAndGivesBackWhatWasPutIntoIt(CipherSuite suite) throws IOException {
        ContentId id;
        String snapshotId;
        try (RepositoryKey key = passphrase("correct horse");
                Repository repository = at().key(key).cipher(suite).create()) {
            assertThat(repository.info().cipher()).isEqualTo(suite);
            Snapshot first = repository.backup(Source.directory(source)).run();
            assertRestores(repository, first);
            Snapshot second = repository.backup(Source.directory(source)).run();
            assertThat(second.manifest().statistics().newContents()).isZero();
            assertThat(second.manifest().statistics().unchangedFiles()).isEqualTo(62);
            id = repository.contents().put("by hand".getBytes(StandardCharsets.UTF_8));
            snapshotId = second.id();
        }
        try (RepositoryKey key = passphrase("correct horse");
                Repository repository = at().key(key)
                        .cacheDirectory(temporary.resolve("other cache"))
                        .open()) {
            assertThat(repository.contents().get(id)).asString().isEqualTo("by hand");
            assertRestores(repository, repository.snapshot(snapshotId));
            CheckReport report = repository.check().readData().run();
            assertThat(report.damages()).isEmpty();
            assertThat(report.packs()).isGreaterThan(2);
        }
    }

    @Test
    void theIndexCanBeMadeFromThePacksAlone() throws IOException {
        try (RepositoryKey key = passphrase("correct horse");
                Repository repository = at().key(key).create()) {
            Snapshot snapshot = repository.backup(Source.directory(source)).run();
            store.delete(
                    names().stream().filter(name -> name.startsWith("index/")).toList());
            assertThat(repository.rebuildIndex()).isGreaterThan(2);
            assertRestores(repository, snapshot);
            assertThat(repository.check().readData().run().damages()).isEmpty();
        }
    }

    @Test
    void nothingOfTheContentCanBeSeenInTheStorage() throws IOException {
        try (RepositoryKey key = passphrase("correct horse");
                Repository repository = at().key(key).create()) {
            repository
                    .backup(Source.directory(source))
                    .tag("secret-tag")
                    .host("secret-host")
                    .run();
        }
        for (String name : names()) {
            try (InputStream in = store.get(name)) {
                String content = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
                assertThat(content)
                        .as(name)
                        .doesNotContain("quick brown fox")
                        .doesNotContain("secret-")
                        .doesNotContain("large");
            }
        }
    }

    @Test
    void keysThatDoNotFitAreTold() throws IOException {
        try (RepositoryKey key = passphrase("correct horse")) {
            at().key(key).create().close();
        }
        assertThatThrownBy(() -> at().key(passphrase("battery staple")).open())
                .isInstanceOf(WrongKeyException.class)
                .hasMessageContaining("passphrase")
                .hasMessageNotContaining("battery");
        assertThatThrownBy(() -> at().key(Keys.keyFile(Keys.newKeyFile())).open())
                .isInstanceOf(KeySlotNotFoundException.class)
                .hasMessageContaining("no key slot for a key-file")
                .hasMessageContaining("(passphrase");
        assertThatThrownBy(() -> at().open())
                .isInstanceOf(KeyRequiredException.class)
                .hasMessageContaining("(passphrase")
                .hasMessageContaining("backup-crypto");
    }

    @Test
    void aKeyIsNotTakenForARepositoryThatIsNotEncrypted() throws IOException {
        at().create().close();
        assertThatThrownBy(() -> at().key(passphrase("correct horse")).open())
                .isInstanceOf(NotEncryptedException.class);
    }

    @Test
    void whatNoSnapshotNeedsIsGivenBack() throws IOException {
        try (RepositoryKey key = passphrase("correct horse");
                Repository repository = at().key(key).create()) {
            Snapshot first = repository.backup(Source.directory(source)).run();
            byte[] other = new byte[500_000];
            new Random(8).nextBytes(other);
            Files.write(source.resolve("large"), other);
            Snapshot second = repository.backup(Source.directory(source)).run();
            long before = repository.statistics().packBytes();
            repository.forgetting(List.of(first)).run();
            repository.prune().wasteLimit(0).run();
            assertThat(repository.statistics().packBytes()).isLessThan(before - 400_000);
            assertRestores(repository, second);
            assertThat(repository.check().readData().run().damages()).isEmpty();
        }
        // Also for who has nothing in a cache.
        try (RepositoryKey key = passphrase("correct horse");
                Repository repository = at().key(key)
                        .cacheDirectory(temporary.resolve("other cache"))
                        .open()) {
            assertRestores(repository, repository.snapshot("latest"));
        }
    }

    @Test
    void whoMayOnlyWriteStoresOnceAndReadsNothing() throws IOException {
        byte[] writeKey;
        try (RepositoryKey key = passphrase("correct horse");
                Repository repository = at().key(key).create()) {
            repository.backup(Source.directory(source)).host("first").run();
            writeKey = repository.keys().writeKey();
        }
        String id;
        try (RepositoryKey key = Keys.writeKey(writeKey);
                Repository repository = at().key(key).open()) {
            Snapshot snapshot =
                    repository.backup(Source.directory(source)).host("second").run();
            id = snapshot.id();
            assertThat(snapshot.manifest().statistics().newBytes()).isLessThan(50_000);
            assertThatThrownBy(() -> repository
                            .restore(snapshot)
                            .to(temporary.resolve("nothing"))
                            .run())
                    .isInstanceOf(KeyRequiredException.class)
                    .hasMessageContaining("can only write");
            assertThatThrownBy(repository::snapshots).isInstanceOf(KeyRequiredException.class);
            assertThatThrownBy(() -> repository.keys().writeKey()).isInstanceOf(KeyRequiredException.class);
        }
        Files.writeString(source.resolve("text"), "changed");
        try (RepositoryKey key = Keys.writeKey(writeKey);
                Repository repository = at().key(key).open()) {
            Snapshot snapshot =
                    repository.backup(Source.directory(source)).host("second").run();
            assertThat(snapshot.manifest().parent()).isEqualTo(id);
            assertThat(snapshot.manifest().statistics().unchangedFiles()).isEqualTo(61);
            assertThat(snapshot.manifest().statistics().readBytes()).isEqualTo(7);
        }
        byte[] large = Files.readAllBytes(source.resolve("large"));
        large[100_000]++;
        Files.write(source.resolve("large"), large);
        try (RepositoryKey key = Keys.writeKey(writeKey);
                Repository repository = at().key(key).open()) {
            Snapshot snapshot =
                    repository.backup(Source.directory(source)).host("second").run();
            assertThat(snapshot.manifest().statistics().newBytes()).isLessThan(100_000);
            id = snapshot.id();
        }
        try (RepositoryKey key = passphrase("correct horse");
                Repository repository = at().key(key).open()) {
            assertRestores(repository, repository.snapshot(id));
            assertThat(repository.check().readData().run().damages()).isEmpty();
        }
    }
}
