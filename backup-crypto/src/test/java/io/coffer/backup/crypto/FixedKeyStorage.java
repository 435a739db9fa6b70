package io.coffer.backup.crypto;

import io.coffer.backup.spi.encryption.CipherSuite;
import io.coffer.backup.spi.encryption.KeySlot;
import io.coffer.backup.spi.encryption.KeyStorage;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Slots in memory, of the repository of the test vectors. What is random is one byte again and again, as told. */
final class FixedKeyStorage implements KeyStorage {
    static final UUID REPOSITORY = UUID.fromString("00010203-0405-0607-0809-0a0b0c0d0e0f");

    private final byte[] configDigest;
    private final RandomGenerator random;
    private final List<KeySlot> slots = new ArrayList<>();

    /** What is asked for at random, one after the other and round again, consists of these bytes. */
    FixedKeyStorage(byte[] configDigest, int... values) {
        this.configDigest = configDigest;
        this.random = new RandomGenerator() {
            private int next;

            @Override
            public long nextLong() {
                throw new UnsupportedOperationException("keys are made of bytes");
            }

            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, (byte) values[next++ % values.length]);
            }
        };
    }

    static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Override
    public UUID repository() {
        return REPOSITORY;
    }

    @Override
    public byte[] configDigest() {
        return configDigest.clone();
    }

    @Override
    public CipherSuite suite() {
        return CipherSuite.AES_256_GCM;
    }

    @Override
    public List<KeySlot> slots() {
        return List.copyOf(slots);
    }

    @Override
    public void put(KeySlot slot) {
        slots.add(slot);
    }

    @Override
    public void delete(String id) {
        slots.removeIf(slot -> slot.id().equals(id));
    }

    @Override
    public Clock clock() {
        return Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC);
    }

    @Override
    public RandomGenerator random() {
        return random;
    }
}
