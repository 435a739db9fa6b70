package io.coffer.backup.source;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What is backed up: a tree of entries under one root directory.
 *
 * <p>A source is a description and holds nothing open; {@link #open} may be called any number of times.
 * An implementation of one's own provides {@link SourceEntry} objects; the engine pulls what it needs.
 */
public interface Source {
    /**
     * Names the source within a snapshot: the directory under which its entries lie when a snapshot has
     * several sources.
     *
     * @return a name that is valid in a file system
     */
    String name();

    /**
     * Says where the data comes from, for people and to find the previous snapshot of the same source.
     *
     * @return the same text for the same source at all times, such as the path of a directory; no secrets
     */
    String location();

    /**
     * Opens the source for one backup.
     *
     * @param context what the engine lends and wants to hear
     * @return the open source; the caller closes it
     * @throws IOException when the source as a whole cannot be read: it is not there, or is something else
     */
    OpenSource open(SourceContext context) throws IOException;

    /**
     * A directory with everything under it.
     *
     * @param directory to be backed up, of any file system; its name need not be absolute
     * @return a source that patterns can be added to
     */
    static DirectorySource directory(Path directory) {
        return DirectorySource.of(directory);
    }

    /**
     * A single file, as the only entry under the root.
     *
     * @param file to be backed up
     * @return the source
     */
    static Source file(Path file) {
        return new FileSource(file);
    }

    /**
     * Contents that an application has put into the repository by itself, each under a path.
     *
     * @return a builder without contents
     */
    static ContentsSource.Builder contents() {
        return new ContentsSource.Builder();
    }
}
