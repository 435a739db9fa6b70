package io.coffer.backup.crypto;

import static io.coffer.backup.crypto.EncryptedRepositoryTest.passphrase;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.AuthenticationFailedException;
import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.KeyRotatedException;
import io.coffer.backup.KeySlotNotFoundException;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.WrongKeyException;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.encryption.KeyRing;
import io.coffer.backup.spi.encryption.KeySlot;
import io.coffer.backup.spi.encryption.RepositoryKey;
import io.coffer.backup.testkit.Fault;
import io.coffer.backup.testkit.FaultyObjectStore;
import io.coffer.backup.testkit.StoreOperation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who can open a repository. */
class KeyRingTest {
    private static final byte[] CONTENT = "a content".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path temporary;

    private final MemoryObjectStore store = new MemoryObjectStore();

    private RepositoryBuilder at() {
        return Repository.at(store).cacheDirectory(temporary.resolve("cache"));
    }

    private Repository create(String text) throws IOException {
        try (RepositoryKey key = passphrase(text)) {
            return at().key(key).create();
        }
    }

    private Repository open(RepositoryKey key) throws IOException {
        try (key) {
            return at().key(key).open();
        }
    }

    private void assertOpens(RepositoryKey key, ContentId id) throws IOException {
        try (Repository repository = open(key)) {
            assertThat(repository.contents().get(id)).isEqualTo(CONTENT);
        }
    }

    @Test
    void everyKindOfKeyOpensItsSlot() throws IOException {
        byte[] keyFile = Keys.newKeyFile();
        byte[] privateKey = Keys.newPrivateKey();
        KeySource vault = keyId -> keyId.equals("vault/7") ? new byte[32] : new byte[40];
        ContentId id;
        try (Repository repository = create("one")) {
            id = repository.contents().put(CONTENT);
            KeyRing keys = repository.keys();
            keys.add(passphrase("two"), "second");
            keys.add(Keys.keyFile(keyFile), "");
            keys.add(Keys.publicKey(Keys.publicKeyOf(privateKey)), "");
            keys.add(Keys.raw("vault/7", vault), "");
            assertThat(keys.slots())
                    .extracting(KeySlot::kind)
                    .containsExactlyInAnyOrder("passphrase", "passphrase", "key-file", "x25519", "raw");
        }
        assertOpens(passphrase("one"), id);
        assertOpens(passphrase("two"), id);
        char[] asked = "two".toCharArray();
        assertOpens(Keys.passphrase(() -> asked), id);
        assertThat(asked).containsOnly('\0');
        assertOpens(Keys.keyFile(keyFile), id);
        assertOpens(Keys.privateKey(privateKey), id);
        assertOpens(Keys.raw("another id, which only counts for new slots", vault), id);
        assertThatThrownBy(() -> open(Keys.privateKey(Keys.newPrivateKey()))).isInstanceOf(WrongKeyException.class);
        assertThatThrownBy(() -> open(Keys.raw("x", keyId -> new byte[33]))).isInstanceOf(WrongKeyException.class);
        assertThatThrownBy(() -> open(Keys.publicKey(Keys.publicKeyOf(privateKey))))
                .hasMessageContaining("private key");
    }

    @Test
    void slotsAreRemovedAndChangedButForTheLast() throws IOException {
        try (Repository repository = create("one")) {
            KeyRing keys = repository.keys();
            KeySlot first = keys.slots().get(0);
            assertThatThrownBy(() -> keys.remove(first.id()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("last one");
            KeySlot changed = keys.change(first.id(), passphrase("two"));
            assertThat(keys.slots()).containsExactly(changed);
            KeySlot second = keys.add(passphrase("three"), "");
            keys.remove(changed.id().substring(0, 12));
            assertThat(keys.slots()).containsExactly(second);
            assertThatThrownBy(() -> keys.remove("ffff")).isInstanceOf(KeySlotNotFoundException.class);
            assertThatThrownBy(() -> keys.remove("")).isInstanceOf(KeySlotNotFoundException.class);
        }
        assertThatThrownBy(() -> open(passphrase("one"))).isInstanceOf(WrongKeyException.class);
        assertThatThrownBy(() -> open(passphrase("two"))).isInstanceOf(WrongKeyException.class);
        open(passphrase("three")).close();
    }

    @Test
    void aDamagedSlotIsNotTakenForAWrongPassphrase() throws IOException {
        String name;
        try (Repository repository = create("one")) {
            name = "keys/" + repository.keys().slots().get(0).id();
        }
        byte[] object = read(name);
        object[object.length / 2] ^= 1;
        store.put(name, ObjectData.of(object), PutCondition.NONE);
        assertThatThrownBy(() -> open(passphrase("one")))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining(name);
    }

    @Test
    void aHostileSlotCostsNoMemory() throws IOException {
        KeySlot slot;
        try (Repository repository = create("one")) {
            slot = repository.keys().slots().get(0);
        }
        Map<String, String> greedy = new HashMap<>(slot.parameters());
        greedy.put("argon2idMemoryKib", String.valueOf(Integer.MAX_VALUE));
        replace(slot, greedy);
        assertThatThrownBy(() -> open(passphrase("one")))
                .isInstanceOf(AuthenticationFailedException.class)
                .hasMessageContaining(slot.id());
        greedy.put("argon2idMemoryKib", String.valueOf(Argon2Cost.LEAST_MEMORY_KIB));
        greedy.put("argon2idIterations", "1000000000");
        replace(slot, greedy);
        assertThatThrownBy(() -> open(passphrase("one"))).isInstanceOf(AuthenticationFailedException.class);
    }

    private void replace(KeySlot slot, Map<String, String> parameters) throws IOException {
        byte[] object = Slots.encode(
                at().key(passphrase("x")),
                store,
                new KeySlot(slot.id(), slot.kind(), slot.label(), slot.created(), parameters));
        store.put("keys/" + slot.id(), ObjectData.of(object), PutCondition.NONE);
    }

    private byte[] read(String name) throws IOException {
        try (InputStream in = store.get(name)) {
            return in.readAllBytes();
        }
    }

    @Test
    void afterARotationOnlyKeptSlotsOpenAndAllCanBeRead() throws IOException {
        byte[] privateKey = Keys.newPrivateKey();
        ContentId before;
        ContentId after;
        byte[] writeKey;
        try (Repository repository = create("one")) {
            before = repository.contents().put(CONTENT);
            repository.contents().flush();
            KeyRing keys = repository.keys();
            String one = keys.slots().get(0).id();
            keys.add(passphrase("two"), "");
            keys.add(Keys.publicKey(Keys.publicKeyOf(privateKey)), "pair");
            writeKey = keys.writeKey();
            assertThatThrownBy(() -> keys.rotate(Map.of(one, passphrase("wrong"))))
                    .isInstanceOf(WrongKeyException.class);
            assertThat(keys.slots()).hasSize(3);
            List<KeySlot> left = keys.rotate(Map.of(one, passphrase("one")));
            assertThat(left).extracting(KeySlot::kind).containsExactlyInAnyOrder("passphrase", "x25519");
            assertThat(keys.slots()).containsExactlyInAnyOrderElementsOf(left);
            after = repository.contents().put("later".getBytes(StandardCharsets.UTF_8));
            repository.contents().flush();
            keys.rotate(Map.of(
                    keys.slots().stream()
                            .filter(slot -> slot.kind().equals("passphrase"))
                            .findFirst()
                            .orElseThrow()
                            .id(),
                    passphrase("one")));
        }
        assertThatThrownBy(() -> open(passphrase("two"))).isInstanceOf(WrongKeyException.class);
        assertOpens(passphrase("one"), before);
        assertOpens(Keys.privateKey(privateKey), before);
        try (Repository repository = open(passphrase("one"))) {
            assertThat(repository.contents().get(after)).asString().isEqualTo("later");
            assertThat(repository.check().readData().run().damages()).isEmpty();
        }
        assertThatThrownBy(() -> open(Keys.writeKey(writeKey)))
                .isInstanceOf(KeyRotatedException.class)
                .hasMessageContaining("have a new one made");
    }

    @Test
    void whoHasItOpenSinceBeforeARotationIsTold() throws IOException {
        try (Repository stale = create("one");
                Repository repository = open(passphrase("one"))) {
            KeySlot slot = repository.keys().slots().get(0);
            repository.keys().rotate(Map.of(slot.id(), passphrase("one")));
            ContentId id = repository.contents().put(CONTENT);
            repository.contents().flush();
            assertThatThrownBy(() -> stale.contents().get(id)).isInstanceOf(KeyRotatedException.class);
            assertThatThrownBy(() -> stale.keys().add(passphrase("two"), "")).isInstanceOf(KeyRotatedException.class);
        }
    }

    /** Whatever the moment at which a rotation dies: the repository opens, all can be read, and it can be run again. */
    @Test
    void aRotationThatDiesCanBeRunAgain() throws IOException {
        for (int nth = 1; ; nth++) {
            MemoryObjectStore memory = new MemoryObjectStore();
            ContentId id;
            try (RepositoryKey key = passphrase("one");
                    Repository repository = Repository.at(memory)
                            .cacheDirectory(temporary.resolve("c"))
                            .key(key)
                            .create()) {
                id = repository.contents().put(CONTENT);
                repository.keys().add(Keys.keyFile(new byte[32]), "");
            }
            Fault fault = Fault.on(StoreOperation.PUT, StoreOperation.DELETE)
                    .named("keys/")
                    .nth(nth)
                    .crash()
                    .build();
            FaultyObjectStore faulty = new FaultyObjectStore(memory);
            try (Repository repository = openOn(faulty)) {
                faulty.plan(fault);
                String slot = passphraseSlot(repository);
                repository.keys().rotate(Map.of(slot, passphrase("one")));
            } catch (StoreException died) {
                assertThat(fault.fired()).isTrue();
            }
            try (Repository repository = openOn(memory)) {
                assertThat(repository.contents().get(id)).isEqualTo(CONTENT);
                repository.keys().rotate(Map.of(passphraseSlot(repository), passphrase("one")));
                assertThat(repository.contents().get(id)).isEqualTo(CONTENT);
                assertThat(repository.keys().slots()).hasSize(1);
            }
            try (Repository repository = openOn(memory)) {
                assertThat(repository.contents().get(id)).isEqualTo(CONTENT);
            }
            if (!fault.fired()) {
                assertThat(nth).isGreaterThan(4);
                return;
            }
        }
    }

    /** The newest: after a rotation that died there may be one of each generation. */
    private static String passphraseSlot(Repository repository) throws IOException {
        return repository.keys().slots().stream()
                .filter(slot -> slot.kind().equals("passphrase"))
                .max(java.util.Comparator.comparing(slot -> slot.parameters().get("generation")))
                .orElseThrow()
                .id();
    }

    private Repository openOn(io.coffer.backup.spi.ObjectStore place) throws IOException {
        try (RepositoryKey key = passphrase("one")) {
            return Repository.at(place)
                    .cacheDirectory(temporary.resolve("c"))
                    .key(key)
                    .open();
        }
    }

    @Test
    void keysThatAreNoneAreRefusedWithoutBeingShown() {
        byte[] text = Keys.newPrivateKey();
        String secret = new String(text, 21, 20, StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> Keys.writeKey(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(secret);
        text[30] = '!';
        assertThatThrownBy(() -> Keys.privateKey(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(secret.substring(10));
        assertThatThrownBy(() -> Keys.keyFile(new byte[31])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Keys.passphrase(new char[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Argon2Cost(1024, 3, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
