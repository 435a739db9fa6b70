package io.coffer.backup;

import org.jspecify.annotations.Nullable;

/** A content is not in the repository: no pack that is there holds it. */
public class ContentNotFoundException extends RepositoryException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was found, what was expected, what to do
     * @param subject what it is about: the id of the content
     * @param cause what led to it, or null
     */
    public ContentNotFoundException(String message, String subject, @Nullable Throwable cause) {
        super(message, subject, false, cause);
    }

    /**
     * Makes one that can be listed among other findings.
     *
     * @param message what was found, what was expected, what to do
     * @param finding what of that is said beside the subject
     * @param subject what it is about: the id of the content
     * @param cause what led to it, or null
     */
    public ContentNotFoundException(String message, String finding, String subject, @Nullable Throwable cause) {
        super(message, finding, subject, false, cause);
    }
}
