package io.coffer.backup.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** What an entry of an archive has beside its attributes. Safe for many threads. */
interface ArchivedData {
    /** Of entries that have nothing. */
    ArchivedData NONE = () -> InputStream.nullInputStream();

    /** Opens the data of a file, or the target of a link. */
    InputStream open() throws IOException;

    /** Extended attributes by full name. */
    default Map<String, byte[]> extendedAttributes() {
        return Map.of();
    }
}
