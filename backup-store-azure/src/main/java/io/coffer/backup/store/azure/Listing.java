package io.coffer.backup.store.azure;

import com.azure.core.http.rest.PagedResponse;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobItemProperties;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.ListBlobsOptions;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNames;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lists objects page by page; one page is held at a time. */
final class Listing {
    /** Azure has pages of 5,000, and they take some ten megabytes until they are read. */
    private static final int LARGEST_PAGE = 1000;

    private final BlobConnection connection;
    private final String prefix;
    private final ObjectVisitor visitor;

    Listing(BlobConnection connection, String prefix, ObjectVisitor visitor) {
        this.connection = connection;
        this.prefix = prefix;
        this.visitor = visitor;
    }

    void run() throws IOException {
        @Nullable String token = null;
        do {
            PagedResponse<BlobItem> page = page(token);
            if (page == null) {
                return;
            }
            for (BlobItem item : page.getValue()) {
                visit(item);
            }
            String next = page.getContinuationToken();
            if (next != null && next.equals(token)) {
                throw new StoreException(
                        "cannot list objects in " + connection.location()
                                + ": the storage answered with the same page again",
                        null,
                        true,
                        null);
            }
            token = next;
        } while (token != null && !token.isEmpty());
    }

    private @Nullable PagedResponse<BlobItem> page(@Nullable String token) throws IOException {
        // With metadata, which tells directories of a hierarchical namespace from objects.
        ListBlobsOptions options = new ListBlobsOptions()
                .setPrefix(connection.names().blobPrefix(prefix))
                .setMaxResultsPerPage(LARGEST_PAGE)
                .setDetails(new BlobListDetails().setRetrieveMetadata(true));
        boolean seenBefore = connection.isSeen();
        try {
            return connection.await(
                    connection.container().listBlobs(options, token).byPage().next());
        } catch (RuntimeException e) {
            if (token == null && connection.isNotMadeYet(e, seenBefore)) {
                return null;
            }
            throw connection.failures().explain("list objects", null, e);
        }
    }

    private void visit(BlobItem item) throws IOException {
        String name = connection.names().object(item.getName());
        // What cannot be an object is somebody else's.
        if (name == null
                || !name.startsWith(prefix)
                || !ObjectNames.isValid(name)
                || BlobReader.isDirectory(item.getMetadata())) {
            return;
        }
        BlobItemProperties properties = Objects.requireNonNull(item.getProperties());
        visitor.visit(new ObjectInfo(
                name,
                properties.getContentLength(),
                properties.getLastModified().toInstant()));
    }
}
