package io.coffer.backup.internal.format;

/** An entry is outside of the limits of the format: it could be written, but nobody would read it. */
public final class UnfitNodeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnfitNodeException(String message) {
        super(message);
    }
}
