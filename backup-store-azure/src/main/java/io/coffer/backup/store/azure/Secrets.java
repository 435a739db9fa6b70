package io.coffer.backup.store.azure;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must not be shown, so that it can be taken out of what others wrote: servers and proxies put the request they
 * got into their answers, and those stand in the messages of the library. Safe for use by many threads.
 */
final class Secrets {
    private static final String MASK = "***";
    /** Messages of the library hold whole answers. */
    private static final int LONGEST_MESSAGE = 4096;
    /** What is shorter would mask common words, and is no secret. */
    private static final int SHORTEST_SECRET = 8;

    /** Tokens that are renewed for ever must not fill the heap. */
    private static final int MOST = 64;

    private final LinkedHashSet<String> values = new LinkedHashSet<>();

    /** Adds a key. */
    void add(String secret) {
        if (secret.length() >= SHORTEST_SECRET) {
            put(secret);
            put(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        }
    }

    private synchronized void put(String value) {
        values.add(value);
        if (values.size() > MOST) {
            values.remove(values.iterator().next());
        }
    }

    private synchronized List<String> values() {
        return List.copyOf(values);
    }

    /** Adds a shared access signature: the part of it that signs, however it is written. */
    void addSignature(String token) {
        for (String parameter : token.split("[?&]")) {
            if (parameter.startsWith("sig=")) {
                String signature = parameter.substring("sig=".length());
                add(signature);
                try {
                    add(URLDecoder.decode(signature, StandardCharsets.UTF_8));
                    // A plus sign that nobody encoded.
                    add(URLDecoder.decode(signature.replace("+", "%2B"), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    // Not encoded: it is there as it is.
                    continue;
                }
            }
        }
    }

    String redact(String text) {
        String shown = text;
        for (String value : values()) {
            shown = shown.replace(value, MASK);
        }
        return shown.length() > LONGEST_MESSAGE ? shown.substring(0, LONGEST_MESSAGE) + "..." : shown;
    }

    /** The same exception when it can be shown; else one that says the same without what is secret. */
    Throwable cause(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        if (isClean(failure, seen)) {
            return failure;
        }
        IOException copy = new IOException(redact(failure.toString()));
        copy.setStackTrace(failure.getStackTrace());
        return copy;
    }

    private boolean isClean(@Nullable Throwable failure, Set<Throwable> seen) {
        if (failure == null || !seen.add(failure)) {
            return true;
        }
        String text = failure.toString();
        if (text.length() > LONGEST_MESSAGE || values().stream().anyMatch(text::contains)) {
            return false;
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (!isClean(suppressed, seen)) {
                return false;
            }
        }
        return isClean(failure.getCause(), seen);
    }

    @Override
    public String toString() {
        return MASK;
    }
}
