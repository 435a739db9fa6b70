package io.coffer.backup.crypto;

import io.coffer.backup.spi.encryption.ContentMac;
import io.coffer.backup.spi.encryption.DataKey;
import io.coffer.backup.spi.encryption.KeyPurpose;
import io.coffer.backup.spi.encryption.KeyRing;
import io.coffer.backup.spi.encryption.KeyStorage;
import io.coffer.backup.spi.encryption.RepositoryCipher;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.random.RandomGenerator;
import javax.crypto.AEADBadTagException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/** The keys of an open repository. Thread-safe. */
final class SealingCipher implements RepositoryCipher {
    private final Aead aead;
    private final KeyBlocks blocks;
    private final RandomGenerator random;
    private final KeyRing ring;
    private final Set<ClearableKey> keys = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private volatile KeyMaterial material;
    private volatile boolean closed;

    private SealingCipher(KeyMaterial material, KeyStorage storage, Masters masters) {
        this.material = material;
        this.random = storage.random();
        this.aead = new Aead(storage.suite());
        this.blocks = new KeyBlocks(aead, random);
        this.ring = new SlotRing(storage, masters, this);
    }

    /** The keys of somebody who has the master keys. */
    static SealingCipher of(Masters masters, KeyStorage storage) {
        return new SealingCipher(masters.derive(storage.repository()), storage, masters);
    }

    /** The keys of somebody who may only write. */
    static SealingCipher forWriting(KeyMaterial material, KeyStorage storage) {
        return new SealingCipher(material, storage, Masters.NONE);
    }

    KeyMaterial material() {
        requireOpen();
        return material;
    }

    /** Goes on with other keys, after a rotation. */
    void replace(KeyMaterial next) {
        material = next;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the repository is closed, its keys are gone");
        }
    }

    @Override
    public boolean canRead() {
        return material.canRead();
    }

    @Override
    public ContentMac newContentMac() {
        ClearableKey key =
                new ClearableKey("HmacSHA256", material().contentIdKey().clone());
        keys.add(key);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return (bytes, offset, length) -> {
                mac.update(bytes, offset, length);
                return mac.doFinal();
            };
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    }

    @Override
    public byte[] chunkerSecret() {
        return material().chunkerSecret().clone();
    }

    @Override
    public int keyBlockLength() {
        return KeyBlocks.LENGTH;
    }

    @Override
    public DataKey newKey(KeyPurpose purpose) {
        byte[] bytes = new byte[Aead.KEY_LENGTH];
        random.nextBytes(bytes);
        return key(bytes, blocks.wrap(material(), purpose, bytes));
    }

    @Override
    public DataKey openKey(KeyPurpose purpose, byte[] block) throws AEADBadTagException, IOException {
        return key(blocks.unwrap(material(), purpose, block), block.clone());
    }

    private DataKey key(byte[] bytes, byte[] block) {
        SecretKey key = aead.key(bytes);
        keys.add((ClearableKey) key);
        return new PieceKey(aead, key, block);
    }

    @Override
    public KeyRing keys() {
        return ring;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        material.close();
        ((SlotRing) ring).close();
        synchronized (keys) {
            keys.forEach(ClearableKey::destroy);
        }
    }

    @Override
    public String toString() {
        return "keys of repository " + material.repository();
    }
}
