package io.coffer.backup;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is needed is kept where it cannot be read at once. It has been asked for, and stays asked for: run the operation
 * again when it is there, in minutes or hours as the storage says, or say how long to wait for it. Nothing was written.
 */
public class ColdStorageException extends RepositoryException {
    private static final long serialVersionUID = 1L;

    private final int objects;
    private final Instant askedSince;

    /**
     * Makes one.
     *
     * @param message what is needed, how long it was waited for, when to come back
     * @param subject location of the repository
     * @param objects how many cannot be read yet
     * @param askedSince when they were asked for
     * @param cause what led to it, or null
     */
    public ColdStorageException(
            String message, String subject, int objects, Instant askedSince, @Nullable Throwable cause) {
        super(message, subject, true, cause);
        this.objects = objects;
        this.askedSince = askedSince;
    }

    /**
     * Says how many objects cannot be read yet.
     *
     * @return 1 or more
     */
    public int objects() {
        return objects;
    }

    /**
     * Says since when they are on their way.
     *
     * @return when this operation asked for them
     */
    public Instant askedSince() {
        return askedSince;
    }
}
