package io.coffer.backup;

/**
 * Something that went wrong with one entry, or that could not be kept, while the operation went on.
 *
 * @param kind what sort of problem
 * @param path of the entry, relative to the root; empty when it concerns all
 * @param message what happened, for people
 */
public record Problem(Kind kind, String path, String message) {
    /** Sorts of problems. */
    public enum Kind {
        /**
         * The entry, or something that belongs to it, could not be read, or is more than a snapshot can keep. The entry
         * is not in the snapshot; or it is, without its own entries or some of its extended attributes.
         */
        UNREADABLE,
        /** The file changed each time it was read; what is kept may never have been together like this. */
        CHANGING,
        /** The entry could not be written; it is not in the target. */
        NOT_WRITTEN,
        /** The entry is there, but something about it is not: an attribute, an owner, a hole. */
        NOT_KEPT
    }

    /**
     * Tells whether the operation is incomplete because of it.
     *
     * @return false when only something about entries is missing
     */
    public boolean makesIncomplete() {
        return kind != Kind.NOT_KEPT;
    }

    @Override
    public String toString() {
        return path.isEmpty() ? message : path + ": " + message;
    }
}
