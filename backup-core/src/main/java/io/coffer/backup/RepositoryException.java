package io.coffer.backup;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Something about a repository is not as it must be. Its kinds say what; the message says what was found,
 * what was expected and what to do. What was stored before is unharmed.
 *
 * <p>Failures of the storage itself are {@link io.coffer.backup.spi.StoreException}.
 */
public class RepositoryException extends IOException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String finding;
    private final String subject;
    private final boolean temporary;

    /**
     * Makes one.
     *
     * @param message what was found, what was expected, what to do
     * @param subject what it is about: a repository, an object, a snapshot, a content, a path
     * @param temporary whether the same call may succeed later
     * @param cause what led to it, or null
     */
    public RepositoryException(String message, String subject, boolean temporary, @Nullable Throwable cause) {
        this(message, null, subject, temporary, cause);
    }

    /**
     * Makes one that can be listed among other findings.
     *
     * @param message what was found, what was expected, what to do
     * @param finding what of that is said beside the subject; null for all of it
     * @param subject what it is about: a repository, an object, a snapshot, a content, a path
     * @param temporary whether the same call may succeed later
     * @param cause what led to it, or null
     */
    public RepositoryException(
            String message, @Nullable String finding, String subject, boolean temporary, @Nullable Throwable cause) {
        super(message, cause);
        this.finding = finding;
        this.subject = subject;
        this.temporary = temporary;
    }

    /**
     * Says what was found, for a list that names the subject beside it and says at its end what to do.
     *
     * @return the message without these, where it is known what of it they are; otherwise the message
     */
    public String finding() {
        return finding == null ? String.valueOf(getMessage()) : finding;
    }

    /**
     * Says what it is about.
     *
     * @return the location of a repository, the name of an object, the id of a snapshot or content, a path
     */
    public String subject() {
        return subject;
    }

    /**
     * Says whether trying again can help.
     *
     * @return whether the same call may succeed later without anybody's doing
     */
    public boolean isTemporary() {
        return temporary;
    }
}
