package io.coffer.backup.crypto;

import java.time.Duration;

/**
 * How much work it is to try a passphrase: the parameters of Argon2id (RFC 9106). They are stored in each key slot.
 *
 * @param memoryKib how much memory it takes, in KiB, on the heap of the JVM
 * @param iterations how many passes over that memory
 * @param parallelism lanes; they are computed one after the other
 */
public record Argon2Cost(int memoryKib, int iterations, int parallelism) {
    /** Less memory is not accepted, in KiB: what OWASP recommends at least, with two passes. */
    public static final int LEAST_MEMORY_KIB = 19 * 1024;
    /** Fewer passes are not accepted. */
    public static final int LEAST_ITERATIONS = 2;
    /** More memory is not accepted, in KiB: a hostile slot must not exhaust it. */
    public static final int MOST_MEMORY_KIB = 1 << 20;
    /** More passes are not accepted. */
    public static final int MOST_ITERATIONS = 64;
    /** More lanes are not accepted. */
    public static final int MOST_PARALLELISM = 16;

    /** What a small machine can do as well: 32 MiB, so that a heap of 64 MiB is enough to open the repository. */
    private static final int MEMORY_KIB = 32 * 1024;

    private static final int SMALLEST_CALIBRATED = 4;
    private static final int LARGEST_CALIBRATED = 16;

    /** Checks the values. */
    public Argon2Cost {
        check("memory in KiB", memoryKib, LEAST_MEMORY_KIB, MOST_MEMORY_KIB);
        check("iterations", iterations, LEAST_ITERATIONS, MOST_ITERATIONS);
        check("parallelism", parallelism, 1, MOST_PARALLELISM);
    }

    private static void check(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "Argon2 " + what + " must be from " + least + " to " + most + ", was " + value);
        }
    }

    /**
     * Chooses the number of passes so that a try takes about a given time on this machine: 4 to 16 passes over 32 MiB.
     *
     * @param time that a try should take
     * @return the cost
     */
    public static Argon2Cost calibrate(Duration time) {
        Argon2Cost probe = new Argon2Cost(MEMORY_KIB, LEAST_ITERATIONS, 1);
        // The first run compiles, the second one measures.
        Bytes.clear(PassphraseKey.hash(new byte[8], new byte[16], probe));
        long start = System.nanoTime();
        Bytes.clear(PassphraseKey.hash(new byte[8], new byte[16], probe));
        long pass = Math.max(1, (System.nanoTime() - start) / LEAST_ITERATIONS);
        long passes = time.toNanos() / pass;
        return new Argon2Cost(MEMORY_KIB, (int) Math.max(SMALLEST_CALIBRATED, Math.min(LARGEST_CALIBRATED, passes)), 1);
    }
}
