package io.coffer.backup.store.s3;

import io.coffer.backup.spi.ObjectData;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Remembers puts with a condition whose end is not known, because the answer was lost. The same put, repeated, may
 * then meet the object that it stored itself, and must not take it for another's. "The same" is the same name with the
 * same bytes: whoever repeats it has its bytes there, and one caller only is told so.
 *
 * <p>Safe for use by many threads.
 */
final class OpenClaims {
    /** More than can be under way; the oldest is forgotten, and its repetition then hears that there is an object. */
    private static final int LIMIT = 100;

    private final Map<String, Open> open = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Open> eldest) {
            return size() > LIMIT;
        }
    };

    private record Open(Claim claim, byte[] digest) {}

    /** A claim for a put: that of its earlier attempt, or a new one. */
    Claim claim(String name, ObjectData data) throws IOException {
        Open earlier;
        synchronized (open) {
            earlier = open.get(name);
        }
        if (earlier != null && Arrays.equals(earlier.digest(), digest(data))) {
            return new Claim(name, earlier.claim().token(), true);
        }
        return new Claim(name, UUID.randomUUID().toString(), false);
    }

    void keepOpen(Claim claim, ObjectData data) throws IOException {
        Open entry = new Open(claim, digest(data));
        synchronized (open) {
            open.put(claim.name(), entry);
        }
    }

    void end(Claim claim) {
        synchronized (open) {
            Open entry = open.get(claim.name());
            if (entry != null && entry.claim().token().equals(claim.token())) {
                open.remove(claim.name());
            }
        }
    }

    private static byte[] digest(ObjectData data) throws IOException {
        MessageDigest digest = Payload.digest("SHA-256");
        try (InputStream in = new DigestInputStream(data.newInputStream(), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return digest.digest();
    }
}
