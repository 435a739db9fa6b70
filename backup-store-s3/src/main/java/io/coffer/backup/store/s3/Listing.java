package io.coffer.backup.store.s3;

import io.coffer.backup.spi.ObjectNames;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lists objects page by page. What cannot be the name of an object is somebody else's, and passed over. */
final class Listing {
    private final S3Client client;
    private final Settings settings;
    private final Failures failures;
    private final String location;

    Listing(S3Client client, Settings settings, Failures failures, String location) {
        this.client = client;
        this.settings = settings;
        this.failures = failures;
        this.location = location;
    }

    void run(String prefix, ObjectVisitor visitor) throws IOException {
        if (!canStartAName(prefix)) {
            // Some servers refuse what is no start of a key.
            return;
        }
        String token = null;
        do {
            ListObjectsV2Response page = page(prefix, token);
            for (S3Object object : page.contents()) {
                visit(object, prefix, visitor);
            }
            token = next(page, token, prefix);
        } while (token != null);
    }

    private static boolean canStartAName(String prefix) {
        return prefix.isEmpty() || ObjectNames.isValid(prefix) || ObjectNames.isValid(prefix + "a");
    }

    private ListObjectsV2Response page(String prefix, @Nullable String token) throws IOException {
        ListObjectsV2Request request = ListObjectsV2Request.builder()
                .bucket(settings.bucket())
                .prefix(settings.key(prefix))
                .continuationToken(token)
                // Keys of others may hold characters that XML cannot.
                .encodingType(EncodingType.URL)
                .build();
        return failures.call("list \"" + prefix + "\"", null, () -> client.listObjectsV2(request));
    }

    private void visit(S3Object object, String prefix, ObjectVisitor visitor) throws IOException {
        String key = object.key();
        if (key == null || !key.startsWith(settings.key(prefix))) {
            return;
        }
        String name = key.substring(settings.keyPrefix().length());
        if (ObjectNames.isValid(name)) {
            visitor.visit(ObjectReader.info(name, object.size(), object.lastModified(), location));
        }
    }

    private @Nullable String next(ListObjectsV2Response page, @Nullable String token, String prefix)
            throws StoreException {
        if (!Boolean.TRUE.equals(page.isTruncated())) {
            return null;
        }
        String next = page.nextContinuationToken();
        if (next == null || next.equals(token)) {
            throw new StoreException(
                    "cannot list \"" + prefix + "\" in " + location
                            + ": the server says that there is more, and not where it goes on",
                    null,
                    false,
                    null);
        }
        return next;
    }
}
