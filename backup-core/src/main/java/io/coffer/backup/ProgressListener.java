package io.coffer.backup;

/** Hears how an operation gets on. Called by one thread at a time; it should return at once. */
@FunctionalInterface
public interface ProgressListener {
    /**
     * Takes the state of the operation; called a few times a second, and once at the end.
     *
     * @param progress how far it has come
     */
    void progress(Progress progress);

    /**
     * Takes a problem, as soon as it is found.
     *
     * @param problem what happened
     */
    default void problem(Problem problem) {}
}
