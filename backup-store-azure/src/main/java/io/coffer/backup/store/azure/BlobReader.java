package io.coffer.backup.store.azure;

import com.azure.storage.blob.models.BlobDownloadAsyncResponse;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.DownloadRetryOptions;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.RangeNotSatisfiableException;
import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads objects, each by one request. */
final class BlobReader {
    /** How storage with a hierarchical namespace marks its directories. */
    private static final String DIRECTORY = "hdi_isfolder";

    /** More than the 190.7 TiB that a blob can have; servers take larger numbers for others. */
    private static final long LARGEST_BLOB = 1L << 48;

    private final BlobConnection connection;

    BlobReader(BlobConnection connection) {
        this.connection = connection;
    }

    static boolean isDirectory(@Nullable Map<String, String> metadata) {
        return metadata != null && "true".equalsIgnoreCase(metadata.get(DIRECTORY));
    }

    InputStream open(String name) throws IOException {
        return open(name, null, "get object " + name);
    }

    byte[] read(String name, long offset, int length) throws IOException {
        String action = "get " + length + " bytes at offset " + offset + " of object " + name;
        if (offset > LARGEST_BLOB) {
            throw tooShort(action, name, stat(name).size());
        }
        try (InputStream in = open(name, new BlobRange(offset, (long) length), action)) {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw tooShort(action, name, offset + bytes.length);
            }
            // The end of the answer, so that the connection is used again.
            if (in.read() >= 0) {
                throw wrongRange(name, action);
            }
            return bytes;
        }
    }

    private RangeNotSatisfiableException tooShort(String action, String name, long size) {
        return new RangeNotSatisfiableException(
                "cannot " + action + " in " + connection.location() + ": it has " + size + " bytes", name, null);
    }

    private BodyStream open(String name, @Nullable BlobRange range, String action) throws IOException {
        BlobDownloadAsyncResponse response;
        boolean seenBefore = connection.isSeen();
        try {
            response = connection.awaitValue(connection
                    .blob(name)
                    .downloadStreamWithResponse(range, new DownloadRetryOptions().setMaxRetryRequests(0), null, false));
        } catch (RuntimeException e) {
            throw explain(action, name, e, seenBefore);
        }
        Long length = response.getDeserializedHeaders().getContentLength();
        BodyStream body = new BodyStream(
                response.getValue(),
                length == null ? Long.MAX_VALUE : length,
                failure -> connection.failures().explain(action, name, failure));
        if (range != null) {
            requireStart(body, range, response.getDeserializedHeaders().getContentRange(), name, action);
        }
        return body;
    }

    /** A server that does not know ranges sends everything. */
    private void requireStart(
            BodyStream body, BlobRange range, @Nullable String contentRange, String name, String action)
            throws StoreException {
        if (contentRange == null || !contentRange.startsWith("bytes " + range.getOffset() + "-")) {
            body.close();
            throw wrongRange(name, action);
        }
    }

    private StoreException wrongRange(String name, String action) {
        return new StoreException(
                "cannot " + action + " in " + connection.location()
                        + ": the storage answered with another range; check that the endpoint is one of Azure's",
                name,
                false,
                null);
    }

    ObjectInfo stat(String name) throws IOException {
        String action = "look at object " + name;
        boolean seenBefore = connection.isSeen();
        try {
            BlobProperties properties =
                    connection.awaitValue(connection.blob(name).getProperties());
            if (isDirectory(properties.getMetadata())) {
                throw new ObjectNotFoundException(
                        "there is no object " + name + " in " + connection.location() + ": it is a directory",
                        name,
                        null);
            }
            return new ObjectInfo(
                    name, properties.getBlobSize(), properties.getLastModified().toInstant());
        } catch (RuntimeException e) {
            throw explain(action, name, e, seenBefore);
        }
    }

    private IOException explain(String action, String name, RuntimeException failure, boolean seenBefore) {
        return connection.isNotMadeYet(failure, seenBefore)
                ? connection.failures().notMadeYet(name, failure)
                : connection.failures().explain(action, name, failure);
    }
}
