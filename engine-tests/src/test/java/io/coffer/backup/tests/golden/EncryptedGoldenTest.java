package io.coffer.backup.tests.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.AuthenticationFailedException;
import io.coffer.backup.CheckReport;
import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An encrypted repository of format version 1 can be read for ever, by each that has a key. */
class EncryptedGoldenTest {
    private static final int BLOCK = 8 + 4;

    @TempDir
    private Path directory;

    private Repository open(EncryptedGolden.Opener opener, Map<String, byte[]> objects) throws IOException {
        try (RepositoryKey key = opener.key()) {
            return Repository.at(GoldenRepository.storeOf(objects))
                    .cacheDirectory(directory.resolve("cache"))
                    .key(key)
                    .open();
        }
    }

    private Repository open(EncryptedGolden.Opener opener) throws IOException {
        return open(opener, GoldenRepository.objects(EncryptedGolden.NAME));
    }

    @Test
    @EnabledIfSystemProperty(named = "coffer.golden.generate", matches = "encrypted")
    void theGoldenRepositoryIsMadeAnewOnRequest() throws IOException {
        EncryptedGolden.generate(directory);
    }

    @Test
    void itHasDataKeysOfEachKindAndOfTwoGenerations() throws IOException {
        Map<String, byte[]> objects = GoldenRepository.objects(EncryptedGolden.NAME);

        assertThat(objects.values().stream().mapToInt(bytes -> bytes.length).sum())
                .isLessThan(80_000);
        assertThat(objects.keySet())
                .contains("keys/generation-00000001")
                .filteredOn(name -> name.startsWith("keys/"))
                .hasSize(4);
        Set<String> keyBlocks = new TreeSet<>();
        objects.forEach((name, bytes) -> {
            if (!name.equals("config") && !name.startsWith("keys/")) {
                assertThat(bytes[6]).as(name).isEqualTo((byte) 1);
                ByteBuffer block = ByteBuffer.wrap(bytes).position(BLOCK);
                keyBlocks.add((char) bytes[4] + " " + block.get() + " " + block.getInt(BLOCK + 4));
            }
        });
        assertThat(keyBlocks)
                .containsExactly(
                        "D 1 0", "D 1 1", "D 2 1", "I 1 0", "I 1 1", "M 1 0", "M 1 1", "M 2 1", "S 1 0", "S 1 1",
                        "S 2 1");
    }

    @ParameterizedTest
    @EnumSource(EncryptedGolden.Opener.class)
    void eachKeyOpensIt(EncryptedGolden.Opener opener) throws IOException {
        try (Repository repository = open(opener)) {
            assertThat(repository.keys().slots()).hasSize(3);
            int number = 1;
            for (Snapshot snapshot : GoldenRepositoryTest.inOrder(repository)) {
                assertThat(snapshot.manifest().tags()).containsExactly("golden", "number-" + number);
                GoldenRepositoryTest.compare(
                        snapshot, "", GoldenSource.of(number++).root());
            }
        }
    }

    @Test
    void itIsWhole() throws IOException {
        try (Repository repository = open(EncryptedGolden.Opener.KEY_FILE)) {
            CheckReport report = repository.check().readData().run();

            assertThat(report.damages()).isEmpty();
            assertThat(report.snapshots()).isEqualTo(GoldenSource.SNAPSHOTS);
            assertThat(report.readPacks()).isEqualTo(report.packs()).isPositive();
        }
    }

    @Test
    void aContentThatTheWriteKeyStoredIsThere() throws IOException {
        MemoryObjectStore store = GoldenRepository.storeOf(GoldenRepository.objects(EncryptedGolden.NAME));
        try (RepositoryKey key = EncryptedGolden.Opener.KEY_FILE.key();
                Repository repository = Repository.at(store)
                        .cacheDirectory(directory.resolve("cache"))
                        .key(key)
                        .open()) {
            long packs = repository.check().run().packs();
            ContentId id = repository.contents().put(EncryptedGolden.CONTENT);

            assertThat(repository.contents().get(id)).isEqualTo(EncryptedGolden.CONTENT);
            assertThat(repository.check().run().packs()).isEqualTo(packs);
        }
    }

    @Test
    void aBackupOfTheSameFindsEveryChunkAndEveryTree() throws IOException {
        try (Repository repository = open(EncryptedGolden.Opener.KEY_FILE)) {
            Snapshot again = repository
                    .backup(GoldenSource.of(3))
                    .host("golden")
                    .readAll()
                    .run();

            assertThat(again.manifest().statistics().newContents()).isZero();
        }
    }

    @Test
    void anAlteredConfigIsNoticed() throws IOException {
        Map<String, byte[]> objects = GoldenRepository.objects(EncryptedGolden.NAME);
        byte[] config = objects.get("config");
        String text = new String(config, java.nio.charset.StandardCharsets.ISO_8859_1);
        config[text.indexOf("\"level\":3") + 8] = '4';
        try {
            byte[] digest = java.security.MessageDigest.getInstance("SHA-256")
                    .digest(java.util.Arrays.copyOf(config, config.length - 32));
            System.arraycopy(digest, 0, config, config.length - 32, 32);
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }

        assertThatThrownBy(() -> open(EncryptedGolden.Opener.KEY_FILE, objects))
                .isInstanceOf(AuthenticationFailedException.class)
                .hasMessageContaining("or the config was altered");
    }
}
