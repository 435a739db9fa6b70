package io.coffer.backup.store.s3;

import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.RangeNotSatisfiableException;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Reads objects, whole and in part, and looks at them. */
final class ObjectReader {
    private final S3Client client;
    private final Settings settings;
    private final Requests requests;
    private final Failures failures;
    private final String location;

    ObjectReader(S3Client client, Settings settings, Requests requests, Failures failures, String location) {
        this.client = client;
        this.settings = settings;
        this.requests = requests;
        this.failures = failures;
        this.location = location;
    }

    InputStream open(String name) throws IOException {
        String action = "get object " + name;
        ResponseInputStream<GetObjectResponse> body =
                failures.call(action, name, () -> client.getObject(requests.get(name, null)));
        return new ObjectInputStream(body, failures, action, name);
    }

    byte[] read(String name, long offset, int length) throws IOException {
        String action = "get " + length + " bytes at offset " + offset + " of object " + name;
        if (offset > Long.MAX_VALUE - length) {
            // Not a number that a header can hold: but what is missing is missing first.
            throw outOfRange(action, name, head(name, action));
        }
        String range = "bytes=" + offset + "-" + (offset + length - 1);
        ResponseInputStream<GetObjectResponse> body =
                failures.call(action, name, () -> client.getObject(requests.get(name, range)));
        try (InputStream in = new ObjectInputStream(body, failures, action, name)) {
            checkRange(body.response(), action, name, offset, length);
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length || in.read() >= 0) {
                throw new StoreUnavailableException(
                        "cannot " + action + " in " + location + ": the server sent "
                                + (bytes.length < length ? String.valueOf(bytes.length) : "more") + " bytes",
                        name,
                        null);
            }
            return bytes;
        }
    }

    /** Before anything is read, and before memory is taken for it. */
    private void checkRange(GetObjectResponse response, String action, String name, long offset, int length)
            throws IOException {
        Long sent = response.contentLength();
        String range = response.contentRange();
        if (range == null ? offset != 0 : !range.startsWith("bytes " + offset + "-")) {
            throw new StoreException(
                    "cannot " + action + " in " + location
                            + ": the server did not send that range of it; use a server that knows the header Range",
                    name,
                    false,
                    null);
        }
        if (sent != null && sent < length) {
            throw outOfRange(action, name, head(name, action));
        }
    }

    private RangeNotSatisfiableException outOfRange(String action, String name, HeadObjectResponse found) {
        return new RangeNotSatisfiableException(
                "cannot " + action + " in " + location + ": it has " + found.contentLength() + " bytes", name, null);
    }

    ObjectInfo stat(String name) throws IOException {
        String action = "look at object " + name;
        HeadObjectResponse found = head(name, action);
        return info(name, found.contentLength(), found.lastModified(), location);
    }

    HeadObjectResponse head(String name, String action) throws IOException {
        try {
            return failures.call(action, name, () -> client.headObject(requests.head(name)));
        } catch (ObjectNotFoundException e) {
            // The answer has no body, and a bucket that is gone looks the same.
            failures.call(action, name, () -> client.headBucket(bucket -> bucket.bucket(settings.bucket())));
            throw e;
        }
    }

    /** Looks whether there is one; the caller finds out by itself when there is no bucket. */
    @Nullable
    HeadObjectResponse find(String name, String action) throws IOException {
        try {
            return failures.call(action, name, () -> client.headObject(requests.head(name)));
        } catch (ObjectNotFoundException e) {
            return null;
        }
    }

    static ObjectInfo info(String name, @Nullable Long size, @Nullable Instant modified, String location)
            throws StoreException {
        if (size == null || size < 0 || modified == null) {
            throw new StoreException(
                    "cannot believe what " + location + " tells of object " + name + ": size " + size + ", time "
                            + modified,
                    name,
                    false,
                    null);
        }
        return new ObjectInfo(name, size, modified);
    }
}
