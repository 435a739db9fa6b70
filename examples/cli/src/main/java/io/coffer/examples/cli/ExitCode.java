package io.coffer.examples.cli;

/** What the process tells its caller. */
final class ExitCode {
    /** Everything that was asked for is done. */
    static final int OK = 0;
    /** It was not done, or a check found damage. */
    static final int FAILED = 1;
    /** It was not understood. */
    static final int USAGE = 2;
    /** It is done but for entries that were named: a file could not be read, for instance. */
    static final int INCOMPLETE = 3;
    /** As shells have it for a program that Ctrl-C ended: 128 and the number of the signal. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
