package io.coffer.backup.crypto;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/** A passphrase, hardened by Argon2id (RFC 9106). */
final class PassphraseKey extends SecretSlotKey {
    static final String KIND = "passphrase";

    private static final Duration TIME = Duration.ofMillis(500);
    private static final String MEMORY = "argon2idMemoryKib";
    private static final String ITERATIONS = "argon2idIterations";
    private static final String PARALLELISM = "argon2idParallelism";
    private static final int HASH_LENGTH = 32;

    private final @Nullable PassphraseSource source;

    // Guarded by this.
    private byte @Nullable [] passphrase;
    private @Nullable Argon2Cost cost;
    private boolean closed;

    /** Copies the passphrase. Without a cost one is calibrated when a slot is made. */
    PassphraseKey(char[] passphrase, @Nullable Argon2Cost cost) {
        this.source = null;
        this.passphrase = encoded(passphrase);
        this.cost = cost;
    }

    PassphraseKey(PassphraseSource source) {
        this.source = source;
    }

    private static byte[] encoded(char[] passphrase) {
        if (passphrase.length == 0) {
            throw new IllegalArgumentException("the passphrase is empty");
        }
        return Bytes.utf8(passphrase);
    }

    private byte[] passphrase() throws IOException {
        if (closed) {
            throw new IllegalStateException("the passphrase was cleared");
        }
        if (passphrase == null && source != null) {
            char[] characters = source.passphrase();
            passphrase = encoded(characters);
            Arrays.fill(characters, '\0');
        }
        if (passphrase == null) {
            throw new IllegalStateException("there is no passphrase");
        }
        return passphrase;
    }

    @Override
    String kind() {
        return KIND;
    }

    @Override
    synchronized void describe(Map<String, String> parameters) {
        Argon2Cost chosen = cost;
        if (chosen == null) {
            chosen = Argon2Cost.calibrate(TIME);
            cost = chosen;
        }
        parameters.put(MEMORY, String.valueOf(chosen.memoryKib()));
        parameters.put(ITERATIONS, String.valueOf(chosen.iterations()));
        parameters.put(PARALLELISM, String.valueOf(chosen.parallelism()));
    }

    @Override
    synchronized byte[] secret(Map<String, String> parameters, byte[] salt) throws IOException, AEADBadTagException {
        return hash(passphrase(), salt, cost(parameters));
    }

    private static Argon2Cost cost(Map<String, String> parameters) throws AEADBadTagException {
        Argon2Cost cost;
        try {
            cost = new Argon2Cost(
                    Integer.parseInt(parameters.getOrDefault(MEMORY, "")),
                    Integer.parseInt(parameters.getOrDefault(ITERATIONS, "")),
                    Integer.parseInt(parameters.getOrDefault(PARALLELISM, "")));
        } catch (IllegalArgumentException impossible) {
            throw new AEADBadTagException("its cost cannot be used: " + impossible.getMessage());
        }
        long heap = Runtime.getRuntime().maxMemory() / 1024;
        if (cost.memoryKib() > heap * 3 / 4) {
            throw new AEADBadTagException(
                    "it asks for " + cost.memoryKib() + " KiB of memory, and the JVM has a heap of " + heap
                            + " KiB; start it with more (-Xmx) if the slot is yours");
        }
        return cost;
    }

    static byte[] hash(byte[] passphrase, byte[] salt, Argon2Cost cost) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withSalt(salt)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.iterations())
                .withParallelism(cost.parallelism())
                .build());
        byte[] hash = new byte[HASH_LENGTH];
        generator.generateBytes(passphrase, hash);
        return hash;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (passphrase != null) {
            Bytes.clear(passphrase);
        }
    }
}
