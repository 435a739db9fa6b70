package io.coffer.backup.store.s3;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectUse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Finds out whether the server keeps to {@code If-None-Match: *}, by making an object twice. Its name is none that an
 * object can have, so that it is never listed when it cannot be deleted again.
 *
 * <p>Safe for use by many threads; once it knows, it knows it for the life of the store.
 */
final class Probe {
    static final String PREFIX = "probe~";
    private static final int NOT_IMPLEMENTED = 501;
    private static final int BAD_REQUEST = 400;

    private final S3Client client;
    private final Settings settings;
    private final Upload upload;
    private final Failures failures;
    private @Nullable Boolean works;

    Probe(S3Client client, Settings settings, Upload upload, Failures failures) {
        this.client = client;
        this.settings = settings;
        this.upload = upload;
        this.failures = failures;
    }

    synchronized boolean works() throws IOException {
        Boolean known = works;
        if (known == null) {
            String name = PREFIX + UUID.randomUUID();
            known = failures.call("try out conditional puts with object " + name, null, () -> makeTwice(name));
            works = known;
        }
        return known;
    }

    private boolean makeTwice(String name) throws IOException {
        try {
            return upload(name) && !upload(name);
        } finally {
            delete(name);
        }
    }

    /** Whether the server took it; false when it met one, or when it does not know the condition at all. */
    private boolean upload(String name) throws IOException {
        try {
            ObjectData data = ObjectData.of(ByteBuffer.wrap(new byte[] {1}), ObjectUse.COORDINATION);
            upload.run(name, settings.key(name), data, true, Map.of());
            return true;
        } catch (AwsServiceException e) {
            int status = e.statusCode();
            if (status == Failures.PRECONDITION_FAILED || status == NOT_IMPLEMENTED || isUnknownHeader(e)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean isUnknownHeader(AwsServiceException failure) {
        return failure.statusCode() == BAD_REQUEST && Answer.of(failure).says("header", "none-match");
    }

    private void delete(String name) {
        try {
            client.deleteObject(object -> object.bucket(settings.bucket()).key(settings.key(name)));
        } catch (SdkException e) {
            // Roles that may not delete leave one small object, which is never listed; see docs/S3.md.
            return;
        }
    }
}
