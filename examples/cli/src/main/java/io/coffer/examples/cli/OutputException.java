package io.coffer.examples.cli;

import java.io.IOException;

/** Standard output cannot be written: a full disk, or a reader that has seen enough. */
final class OutputException extends IOException {
    private static final long serialVersionUID = 1L;

    OutputException(IOException cause) {
        super("cannot write the output: " + cause.getMessage(), cause);
    }

    /** Tells whether a reader such as {@code head} went away: nothing that anybody wants to hear of. */
    boolean isBrokenPipe() {
        return String.valueOf(getMessage()).contains("Broken pipe");
    }
}
