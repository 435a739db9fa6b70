package io.coffer.backup.internal.repository;

import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.format.KeySlotCodec;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.Sha256;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.encryption.CipherSuite;
import io.coffer.backup.spi.encryption.KeySlot;
import io.coffer.backup.spi.encryption.KeyStorage;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The objects under {@code keys/} of one repository. Thread-safe. */
public final class KeyObjects implements KeyStorage {
    private static final Logger LOG = LoggerFactory.getLogger(KeyObjects.class);
    private static final String PREFIX = ObjectType.KEY.prefix();

    private final Environment environment;
    private final UUID repository;
    private final CipherSuite suite;
    private final byte[] configDigest;

    /**
     * Prepares.
     *
     * @param environment says where they are
     * @param repository id of the repository
     * @param suite how it is sealed
     * @param config the bytes of its config
     */
    public KeyObjects(Environment environment, UUID repository, CipherSuite suite, byte[] config) {
        this.environment = environment;
        this.repository = repository;
        this.suite = suite;
        this.configDigest = Sha256.of(config);
    }

    @Override
    public UUID repository() {
        return repository;
    }

    @Override
    public byte[] configDigest() {
        return configDigest.clone();
    }

    @Override
    public CipherSuite suite() {
        return suite;
    }

    @Override
    public List<KeySlot> slots() throws IOException {
        List<KeySlot> slots = new ArrayList<>();
        RepositoryException unusable = null;
        for (ObjectInfo object : Objects.list(environment.store(), PREFIX)) {
            try {
                slots.add(read(object.name()));
            } catch (RepositoryException damaged) {
                LOG.warn("a key slot cannot be used: {}", damaged.getMessage());
                unusable = damaged;
            } catch (ObjectNotFoundException removed) {
                LOG.debug("{} is gone", object.name());
            }
        }
        if (slots.isEmpty() && unusable != null) {
            throw unusable;
        }
        slots.sort(Comparator.comparing(KeySlot::id));
        return slots;
    }

    private KeySlot read(String name) throws IOException {
        return KeySlotCodec.decode(
                repository, name, Objects.readAll(environment.store(), name, KeySlotCodec.MAX_LENGTH));
    }

    @Override
    public void put(KeySlot slot) throws IOException {
        byte[] object = KeySlotCodec.encode(repository, slot);
        if (object.length > KeySlotCodec.MAX_LENGTH) {
            throw new IllegalArgumentException("a key slot of " + object.length + " bytes, more than "
                    + KeySlotCodec.MAX_LENGTH + "; use a shorter label");
        }
        environment.store().put(PREFIX + slot.id(), ObjectData.of(object), PutCondition.IF_ABSENT);
    }

    @Override
    public void delete(String id) throws IOException {
        environment.store().delete(List.of(PREFIX + id));
    }

    @Override
    public Clock clock() {
        return environment.clock();
    }

    @Override
    public RandomGenerator random() {
        return environment.random();
    }
}
