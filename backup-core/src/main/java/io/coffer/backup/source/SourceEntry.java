package io.coffer.backup.source;

import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.DataRange;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a source. {@link #name} and {@link #attributes} are known when the engine gets it and
 * cost nothing; everything else is asked for only when it is needed, once, by any thread.
 */
public interface SourceEntry {
    /**
     * The name within its directory.
     *
     * @return bytes, without any directory
     */
    EntryName name();

    /**
     * What is known without opening the entry.
     *
     * @return the same value each time
     */
    EntryAttributes attributes();

    /**
     * Lists a directory.
     *
     * @return its entries in the order of their names; the caller closes it
     * @throws IOException when the directory cannot be read
     */
    default SourceChildren children() throws IOException {
        throw new UnsupportedOperationException(name() + " is a " + attributes().type() + ", not a directory");
    }

    /**
     * Opens the data of a file: all of it, or the parts that {@link #dataRanges} names, one after the other.
     *
     * @return the data; the caller closes it
     * @throws IOException when the file cannot be read
     */
    default InputStream open() throws IOException {
        throw new UnsupportedOperationException(name() + " is a " + attributes().type() + ", not a file");
    }

    /**
     * Says where the data of a file with holes lies. Asked before {@link #open}.
     *
     * @return null for a file without holes
     * @throws IOException when the file cannot be read
     */
    default @Nullable List<DataRange> dataRanges() throws IOException {
        return null;
    }

    /**
     * The target of a symbolic link.
     *
     * @return bytes as the link has them
     * @throws IOException when the link cannot be read
     */
    default byte[] linkTarget() throws IOException {
        throw new UnsupportedOperationException(name() + " is a " + attributes().type() + ", not a link");
    }

    /**
     * Extended attributes, POSIX access control lists among them.
     *
     * @return by full name; empty where there are none
     * @throws IOException when they cannot be read
     */
    default Map<String, byte[]> extendedAttributes() throws IOException {
        return Map.of();
    }

    /**
     * Looks at the entry again, to find out whether it changed while it was read.
     *
     * @return attributes as they are now
     * @throws IOException when it is gone, or cannot be read
     */
    default EntryAttributes currentAttributes() throws IOException {
        return attributes();
    }

    /**
     * Looks whether the entry changed since it was looked at before; as {@link #currentAttributes} would
     * tell, but perhaps at a lower cost.
     *
     * @param earlier attributes as they were then
     * @return whether the data may be another
     * @throws IOException when it is gone, or cannot be read
     */
    default boolean hasChangedSince(EntryAttributes earlier) throws IOException {
        return !currentAttributes().sameDataAs(earlier);
    }

    /**
     * Says that the data of a file is in the repository already. Its size is then what the repository
     * knows, whatever {@link #attributes} says.
     *
     * @return which content; null when the file has to be read. It must be there, or the backup fails.
     */
    default @Nullable ContentId content() {
        return null;
    }
}
