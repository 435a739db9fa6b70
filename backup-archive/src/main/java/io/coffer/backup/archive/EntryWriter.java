package io.coffer.backup.archive;

import java.io.IOException;

/** Writes entries of one format. */
interface EntryWriter {
    /**
     * Writes an entry.
     *
     * @return false when the format cannot hold it, which is a problem and has been noted
     */
    boolean write(ExportEntry entry) throws IOException;

    /** Ends the archive; without this, it has no end. */
    void finish() throws IOException;
}
