package io.coffer.backup.store.s3;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of what is shown. A server knows some of them (a session token, the key of SSE-C), and may
 * repeat them in its answers.
 */
final class Secrets {
    private static final String MASK = "***";
    private static final int DEEPEST = 20;

    private final List<String> known;

    /**
     * Makes one.
     *
     * @param known what must not be shown
     */
    Secrets(List<String> known) {
        this.known = known.stream().filter(secret -> !secret.isBlank()).toList();
    }

    String hide(String text) {
        String shown = text;
        for (String secret : known) {
            shown = shown.replace(secret, MASK);
        }
        return shown;
    }

    /** The failure itself, or nothing when it or a cause of it shows a secret. */
    @Nullable
    Throwable hide(@Nullable Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            String text = cause.toString();
            if (!hide(text).equals(text)) {
                return null;
            }
            cause = cause.getCause();
        }
        return failure;
    }

    @Override
    public String toString() {
        return "Secrets[***]";
    }
}
