package io.coffer.backup.crypto;

import static io.coffer.backup.crypto.EncryptedRepositoryTest.passphrase;
import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.AuthenticationFailedException;
import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An operator of the storage alters each byte of a small repository: as a disk would, and cleverly, with checksums and
 * names made to fit again. Nothing that was altered is ever taken for what was stored.
 */
class AlteredObjectsTest {
    private static final RepositoryParameters SMALL =
            new RepositoryParameters(4096, 16_384, 65_536, 32_768, 16_384, 262_144, 3);

    @TempDir
    Path temporary;

    private final Map<String, byte[]> objects = new TreeMap<>();
    private ContentId content;
    private byte[] keyFile;
    private int caches;

    @BeforeEach
    void makeRepository() throws Exception {
        Path source = Files.createDirectories(temporary.resolve("source"));
        Files.writeString(source.resolve("file"), "what is in the file");
        keyFile = Keys.newKeyFile();
        MemoryObjectStore store = new MemoryObjectStore();
        try (RepositoryKey key = Keys.keyFile(keyFile);
                Repository repository = Repository.at(store)
                        .cacheDirectory(temporary.resolve("first"))
                        .parameters(SMALL)
                        .key(key)
                        .create()) {
            repository.backup(Source.directory(source)).run();
            content = repository.contents().put("by hand".getBytes(StandardCharsets.UTF_8));
        }
        List<String> names = new ArrayList<>();
        store.list("", object -> names.add(object.name()));
        for (String name : names) {
            try (InputStream in = store.get(name)) {
                objects.put(name, in.readAllBytes());
            }
        }
    }

    /** Reads all that there is, and says how that failed; null when it did not. */
    private Exception readAll(Map<String, byte[]> altered) throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        for (Map.Entry<String, byte[]> object : altered.entrySet()) {
            store.put(object.getKey(), ObjectData.of(object.getValue()), PutCondition.NONE);
        }
        // A cache would have what was there before.
        Path cache = temporary.resolve("cache" + caches++);
        try (RepositoryKey key = Keys.keyFile(keyFile);
                Repository repository =
                        Repository.at(store).cacheDirectory(cache).key(key).open()) {
            List<io.coffer.backup.Snapshot> snapshots = repository.snapshots();
            if (snapshots.size() != 1) {
                return new IOException(snapshots.size() + " snapshots");
            }
            var report = repository.check().readData().run();
            assertThat(report.damages())
                    .allSatisfy(damage ->
                            assertThat(damage.message()).doesNotContain(damage.object(), "run a check", "from a copy"));
            if (!report.damages().isEmpty()) {
                return new Found(report.damages().toString());
            }
            assertThat(repository.contents().get(content)).asString().isEqualTo("by hand");
            return null;
        } catch (RepositoryException | IllegalArgumentException told) {
            return told;
        }
    }

    private static final class Found extends Exception {
        private static final long serialVersionUID = 1L;

        Found(String message) {
            super(message);
        }
    }

    @Test
    void nothingIsWrongAsLongAsNothingIsAltered() throws IOException {
        assertThat(readAll(objects)).isNull();
        assertThat(objects).hasSizeGreaterThan(6);
    }

    @Test
    void eachByteIsProtected() throws IOException {
        for (String name : objects.keySet()) {
            byte[] original = objects.get(name);
            for (int i = 0; i < original.length; i++) {
                Map<String, byte[]> altered = new TreeMap<>(objects);
                byte[] bytes = original.clone();
                bytes[i] ^= (byte) (1 << (i % 8));
                altered.put(name, bytes);
                Exception told = readAll(altered);
                assertThat(told).as("byte " + i + " of " + name).isNotNull();
                assertThat(told.getMessage()).as("byte " + i + " of " + name).contains(name);
            }
        }
    }

    /** Not every byte: those of a key slot and of padding behave alike, and each costs a whole check. */
    @Test
    void eachByteIsProtectedFromThoseWhoMendChecksumsToo() throws Exception {
        int authentications = 0;
        for (String name : objects.keySet()) {
            byte[] original = objects.get(name);
            int step = Math.max(1, original.length / 97);
            for (int i = 8; i < original.length - 40; i += step) {
                byte[] bytes = original.clone();
                bytes[i] ^= (byte) (1 << (i % 8));
                mend(name, bytes);
                String mended = mendName(name, bytes);
                Map<String, byte[]> altered = new TreeMap<>(objects);
                altered.remove(name);
                altered.put(mended, bytes);
                Exception told = readAll(altered);
                assertThat(told).as("byte " + i + " of " + name).isNotNull();
                authentications += told instanceof AuthenticationFailedException
                                || String.valueOf(told.getMessage()).contains("was altered")
                        ? 1
                        : 0;
                assertThat(told)
                        .as("byte " + i + " of " + name)
                        .isNotInstanceOf(NullPointerException.class)
                        .isNotInstanceOf(IndexOutOfBoundsException.class);
            }
        }
        assertThat(authentications).isGreaterThan(200);
    }

    /** Makes the checksum of an envelope, or of the directory of a pack, fit again. */
    private static void mend(String name, byte[] bytes) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        if (!name.startsWith("packs/")) {
            digest.update(bytes, 0, bytes.length - 32);
            System.arraycopy(digest.digest(), 0, bytes, bytes.length - 32, 32);
            return;
        }
        int length = ByteBuffer.wrap(bytes).getInt(bytes.length - 40);
        int start = bytes.length - 40 - length;
        if (length > 0 && start > 0) {
            digest.update(bytes, start, length);
            System.arraycopy(digest.digest(), 0, bytes, bytes.length - 36, 32);
        }
    }

    private static String mendName(String name, byte[] bytes) throws Exception {
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        if (name.startsWith("packs/")) {
            return "packs/" + hash.substring(0, 2) + "/" + hash;
        }
        return name.startsWith("index/") || name.startsWith("snapshots/")
                ? name.substring(0, name.indexOf('/') + 1) + hash
                : name;
    }

    /** An index object is put in place of a manifest, a pack under the name of another, a plain object for a sealed one. */
    @Test
    void objectsCannotBeExchanged() throws Exception {
        List<String> packs = objects.keySet().stream()
                .filter(name -> name.startsWith("packs/"))
                .toList();
        Map<String, byte[]> swapped = new TreeMap<>(objects);
        swapped.put(packs.get(0), objects.get(packs.get(1)));
        swapped.put(packs.get(1), objects.get(packs.get(0)));
        assertThat(readAll(swapped)).isNotNull();

        String index = first("index/");
        String snapshot = first("snapshots/");
        Map<String, byte[]> other = new TreeMap<>(objects);
        byte[] disguised = objects.get(index).clone();
        disguised[4] = 'S';
        mend(snapshot, disguised);
        other.remove(snapshot);
        other.put(mendName(snapshot, disguised), disguised);
        assertThat(readAll(other)).isInstanceOf(AuthenticationFailedException.class);

        byte[] plain = Arrays.copyOf(objects.get(snapshot), 60);
        plain[6] = 0;
        mend(snapshot, plain);
        Map<String, byte[]> unsealed = new TreeMap<>(objects);
        unsealed.remove(snapshot);
        unsealed.put(mendName(snapshot, plain), plain);
        assertThat(readAll(unsealed))
                .isInstanceOf(AuthenticationFailedException.class)
                .hasMessageContaining("is not encrypted");
    }

    private String first(String prefix) {
        return objects.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void objectsOfAnotherRepositoryAreNotTaken() throws Exception {
        Map<String, byte[]> before = new TreeMap<>(objects);
        String foreign = first("snapshots/");
        byte[] bytes = objects.get(foreign);
        objects.clear();
        makeAgain();
        objects.put(foreign, bytes);
        assertThat(readAll(objects)).isInstanceOf(CorruptObjectException.class).hasMessageContaining(foreign);
        assertThat(before).containsKey(foreign);
    }

    private void makeAgain() throws Exception {
        Files.delete(temporary.resolve("source").resolve("file"));
        makeRepository();
    }

    /** Nobody gets a client to write in the clear by exchanging the config. */
    @Test
    void aConfigThatSaysNothingOfEncryptionIsNotBelieved() throws IOException {
        MemoryObjectStore plain = new MemoryObjectStore();
        Repository.at(plain).cacheDirectory(temporary.resolve("plain")).create().close();
        Map<String, byte[]> altered = new TreeMap<>(objects);
        try (InputStream in = plain.get("config")) {
            altered.put("config", in.readAllBytes());
        }
        assertThat(readAll(altered)).isInstanceOf(io.coffer.backup.NotEncryptedException.class);
        // Its own config with other parameters, by somebody who mends the checksum.
        assertThat(passphrase("unused").toString()).isEqualTo("passphrase");
    }
}
