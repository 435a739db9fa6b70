package io.coffer.backup.internal.snapshot;

import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.content.ContentInput;
import io.coffer.backup.internal.format.TreeDecoder;
import io.coffer.backup.model.ContentReference;
import java.io.IOException;

/** Opens trees. */
public final class Trees {
    private Trees() {}

    /**
     * Opens the tree of a directory.
     *
     * @param blobs reads it
     * @param tree its reference
     * @return its entries; the caller closes it
     * @throws IOException when it cannot be read
     */
    public static TreeDecoder open(BlobReader blobs, ContentReference tree) throws IOException {
        String subject =
                tree.ids().isEmpty() ? "an empty tree" : "tree " + tree.ids().get(0);
        return new TreeDecoder(subject, new ContentInput(blobs, tree));
    }
}
