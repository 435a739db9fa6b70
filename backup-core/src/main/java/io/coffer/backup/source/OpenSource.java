package io.coffer.backup.source;

import java.io.Closeable;

/** A source that a backup is reading. */
public interface OpenSource extends Closeable {
    /**
     * Gives the root.
     *
     * @return an entry of type directory; its name is not used
     */
    SourceEntry root();
}
