package io.coffer.backup.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.AEADBadTagException;

/** What a slot holds, wrapped: the content secret, and the master key of a generation; and the older ones, by links. */
final class Masters {
    /** Those of somebody who may only write. */
    static final Masters NONE = new Masters(new byte[0], new byte[0][]);

    private static final byte VERSION = 1;
    private static final int LENGTH = 1 + KeyMaterial.LENGTH + 4 + KeyMaterial.LENGTH;
    /** More rotations than anybody makes; a hostile number must not cost memory. */
    private static final int MAX_GENERATIONS = 100_000;

    private final byte[] contentSecret;
    /** By generation; empty where the link to it is missing. */
    private final byte[][] masters;

    Masters(byte[] contentSecret, byte[][] masters) {
        this.contentSecret = contentSecret;
        this.masters = masters;
    }

    boolean isEmpty() {
        return masters.length == 0;
    }

    int generation() {
        return masters.length - 1;
    }

    byte[] latest() {
        return masters[masters.length - 1];
    }

    KeyMaterial derive(UUID repository) {
        return KeyMaterial.derive(repository, contentSecret, masters);
    }

    Masters next(byte[] master) {
        byte[][] more = Arrays.copyOf(masters, masters.length + 1);
        more[masters.length] = master;
        return new Masters(contentSecret, more);
    }

    /** The bytes that a slot wraps. */
    byte[] encode() {
        return ByteBuffer.allocate(LENGTH)
                .put(VERSION)
                .put(contentSecret)
                .putInt(generation())
                .put(latest())
                .array();
    }

    /** What was in a slot, without the older master keys. */
    record Opened(byte[] contentSecret, int generation, byte[] master) {
        static Opened decode(byte[] bytes) throws AEADBadTagException {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            if (bytes.length != LENGTH || in.get() != VERSION) {
                throw new AEADBadTagException("it holds something else than a master key");
            }
            byte[] contentSecret = new byte[KeyMaterial.LENGTH];
            in.get(contentSecret);
            int generation = in.getInt();
            byte[] master = new byte[KeyMaterial.LENGTH];
            in.get(master);
            if (generation < 0 || generation > MAX_GENERATIONS) {
                throw new AEADBadTagException("it is of generation " + generation);
            }
            return new Opened(contentSecret, generation, master);
        }

        @Override
        public String toString() {
            return "master key of generation " + generation;
        }
    }

    void close() {
        Bytes.clear(contentSecret);
        Bytes.clear(masters);
    }

    @Override
    public String toString() {
        return "master keys up to generation " + generation();
    }
}
