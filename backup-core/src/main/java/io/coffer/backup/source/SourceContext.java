package io.coffer.backup.source;

import io.coffer.backup.spi.PlatformFiles;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What the engine lends to a source that it reads, and wants to hear from it. Safe for many threads. */
public interface SourceContext {
    /**
     * Runs work ahead of what the engine asks for. Tasks must be short, and must not wait for each other.
     *
     * @return never blocks; may refuse, and then the work is done when it is asked for
     */
    Executor executor();

    /**
     * Tells whether {@link #platformFiles} may give something, at no cost.
     *
     * @return false when no implementation is on the class path
     */
    boolean hasPlatformFiles();

    /**
     * Tells what can be done with the files of a file system beyond the JDK.
     *
     * @param path any path of the file system
     * @return null where nothing can; the first call may load native code
     */
    @Nullable
    PlatformFiles platformFiles(Path path);

    /**
     * Reports that an entry could not be read; the backup goes on without it and is incomplete.
     *
     * @param path of the entry, relative to the root, with slashes
     * @param problem what happened
     */
    void unreadable(String path, Exception problem);

    /**
     * Reports that something about entries cannot be kept, such as extended attributes. Each kind is said
     * once for a source; the backup is complete nevertheless.
     *
     * @param what is not kept, and why, in a sentence
     */
    void notKept(String what);
}
