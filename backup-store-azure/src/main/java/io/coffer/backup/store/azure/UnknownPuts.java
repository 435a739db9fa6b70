package io.coffer.backup.store.azure;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts with a condition of which nobody knows whether they were done, because the answer was lost. The same put that is
 * tried again is refused when they were, and must take that for success. So each carries a random token in the blob's
 * metadata, and a repetition carries the token of the attempt before.
 *
 * <p>Of several callers who put the same bytes under the same name at the same time, one takes the token over. Safe for
 * use by many threads.
 */
final class UnknownPuts {
    /** Enough for what can be under way in one program; the oldest are forgotten, and their repetition is refused. */
    private static final int MOST = 1000;

    private static final int TOKEN_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<String, Attempt> attempts = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Attempt> eldest) {
            return size() > MOST;
        }
    };

    /**
     * One put, and its repetitions.
     *
     * @param token stands in the metadata of the blob
     * @param digest of the bytes
     * @param repeated whether an earlier attempt may have been done
     */
    record Attempt(String token, byte[] digest, boolean repeated) {}

    /** Begins a put: one that goes on from an attempt that nobody knows about, or a new one. */
    synchronized Attempt begin(String name, byte[] digest) {
        @Nullable Attempt earlier = attempts.remove(name);
        if (earlier != null && Arrays.equals(earlier.digest(), digest)) {
            return new Attempt(earlier.token(), digest, true);
        }
        byte[] token = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(token);
        return new Attempt(HexFormat.of().formatHex(token), digest, false);
    }

    /** Remembers an attempt that may have been done. */
    synchronized void outcomeUnknown(String name, Attempt attempt) {
        attempts.put(name, attempt);
    }
}
