package io.coffer.backup.archive;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An archive, or one entry of it, is damaged, holds what no archive should, or exceeds a limit. */
public class ArchiveException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message which archive and which entry, what was found, what to do
     * @param cause what led to it, or null
     */
    public ArchiveException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
