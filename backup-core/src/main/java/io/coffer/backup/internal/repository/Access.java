package io.coffer.backup.internal.repository;

import io.coffer.backup.KeyRequiredException;
import io.coffer.backup.NotEncryptedException;
import io.coffer.backup.RepositoryExistsException;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.internal.format.Config;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.encryption.CipherSuite;
import io.coffer.backup.spi.encryption.KeySlot;
import io.coffer.backup.spi.encryption.RepositoryCipher;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What opens a repository: its config, and its keys where it is encrypted.
 *
 * @param config as it is stored
 * @param cipher null when the repository is not encrypted; to be closed with the repository
 */
public record Access(Config config, @Nullable RepositoryCipher cipher) {
    /**
     * Opens a repository that is there.
     *
     * @param environment says where it is
     * @param key opens it; null when it is not encrypted
     * @return what opens it
     * @throws KeyRequiredException when it is encrypted, and there is no key; says which slots it has
     * @throws NotEncryptedException when it is not encrypted, and there is a key
     * @throws IOException when there is none, when the key does not open it, or when the storage fails
     */
    public static Access open(Environment environment, @Nullable RepositoryKey key) throws IOException {
        byte[] object = ConfigObject.read(environment.store());
        Config config = Config.decode(object);
        CipherSuite suite = config.suite();
        if (suite == null) {
            if (key != null) {
                throw notEncrypted(environment.store());
            }
            return new Access(config, null);
        }
        KeyObjects slots = new KeyObjects(environment, config.id(), suite, object);
        if (key == null) {
            throw keyRequired(environment.store(), slots.slots());
        }
        return new Access(config, key.open(slots));
    }

    private static NotEncryptedException notEncrypted(ObjectStore store) {
        return new NotEncryptedException(
                "the repository at " + store.location() + " is not encrypted, and a key was given: what is stored there"
                        + " can be read by everybody who can read the storage; open it without a key if that is meant,"
                        + " or create an encrypted one elsewhere and copy the snapshots",
                store.location(),
                null);
    }

    private static KeyRequiredException keyRequired(ObjectStore store, List<KeySlot> slots) {
        String which = slots.isEmpty()
                ? "none: nobody can open it"
                : slots.stream().map(KeySlot::toString).collect(Collectors.joining(", "));
        return new KeyRequiredException(
                "the repository at " + store.location() + " is encrypted; give a key for one of its slots with"
                        + " RepositoryBuilder.key(...), which needs the module io.coffer:backup-crypto. Its slots: "
                        + which,
                store.location(),
                null);
    }

    /**
     * Creates a repository where there is none.
     *
     * @param environment says where
     * @param parameters of the new repository
     * @param key for its first slot; null for one that is not encrypted
     * @param suite how an encrypted one is sealed
     * @return what opens it
     * @throws RepositoryExistsException when there is one
     * @throws IOException when the storage fails
     */
    public static Access create(
            Environment environment, RepositoryParameters parameters, @Nullable RepositoryKey key, CipherSuite suite)
            throws IOException {
        ObjectStore store = environment.store();
        byte[] random = new byte[16];
        environment.random().nextBytes(random);
        ByteBuffer bits = ByteBuffer.wrap(random);
        UUID id = new UUID(bits.getLong(), bits.getLong());
        Config config = new Config(
                id,
                environment.clock().instant().truncatedTo(ChronoUnit.SECONDS),
                parameters,
                key == null ? null : suite);
        byte[] object = config.encode();
        ConfigObject.requireNoRemains(store);
        if (key == null) {
            ConfigObject.create(store, object);
            return new Access(config, null);
        }
        if (ConfigObject.exists(store)) {
            throw ConfigObject.exists(store, null);
        }
        // The slot first: whoever finds the config finds a slot. A slot without a config belongs to no repository.
        KeyObjects slots = new KeyObjects(environment, id, suite, object);
        RepositoryCipher cipher = key.create(slots);
        try {
            ConfigObject.create(store, object);
            return new Access(config, cipher);
        } catch (IOException | RuntimeException failed) {
            cipher.close();
            removeSlots(slots, failed);
            throw failed;
        }
    }

    private static void removeSlots(KeyObjects slots, Exception failed) {
        try {
            for (KeySlot slot : slots.slots()) {
                slots.delete(slot.id());
            }
        } catch (IOException | RuntimeException also) {
            failed.addSuppressed(also);
        }
    }
}
