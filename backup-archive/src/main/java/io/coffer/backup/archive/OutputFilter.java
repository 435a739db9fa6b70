package io.coffer.backup.archive;

import java.io.IOException;
import java.io.OutputStream;

/** Stands between an archive and where it is written, such as an encryption. */
@FunctionalInterface
public interface OutputFilter {
    /**
     * Starts to filter.
     *
     * @param out where the filtered bytes go
     * @return takes the archive. It is closed when the archive is whole, and closes {@code out} then; after a failure
     *     it is <em>not</em> closed, so that what it wrote has no end that could be taken for one. It must not hold what
     *     only closing frees.
     * @throws IOException when it cannot be started
     */
    OutputStream wrap(OutputStream out) throws IOException;
}
