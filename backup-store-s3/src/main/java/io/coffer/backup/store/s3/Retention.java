package io.coffer.backup.store.s3;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionRequest;

/**
 * Extends the retention of objects. Each is looked at first, which costs a tenth of setting it, and leaves what is
 * kept long enough as it is.
 */
final class Retention {
    private final S3Client client;
    private final Settings settings;
    private final Requests requests;
    private final ObjectReader reader;
    private final Failures failures;
    private final Workers workers;

    Retention(
            S3Client client,
            Settings settings,
            Requests requests,
            ObjectReader reader,
            Failures failures,
            Workers workers) {
        this.client = client;
        this.settings = settings;
        this.requests = requests;
        this.reader = reader;
        this.failures = failures;
        this.workers = workers;
    }

    void extend(Collection<String> names, Instant until) throws IOException {
        workers.forEach(names, name -> extend(name, until));
    }

    private void extend(String name, Instant until) throws IOException {
        String action = "keep object " + name + " until " + until;
        HeadObjectResponse found = reader.head(name, action);
        Instant known = found.objectLockRetainUntilDate();
        if (known != null && !known.isBefore(until)) {
            return;
        }
        // A stricter mode stays, also where this store is set to the other one.
        boolean strict = found.objectLockMode() == ObjectLockMode.COMPLIANCE;
        ObjectLockRetention retention = ObjectLockRetention.builder()
                .mode((strict ? ObjectLockMode.COMPLIANCE : requests.lockMode()).toString())
                .retainUntilDate(until)
                .build();
        PutObjectRetentionRequest request = PutObjectRetentionRequest.builder()
                .bucket(settings.bucket())
                .key(settings.key(name))
                // Another version, put meanwhile, must not be meant.
                .versionId(found.versionId())
                .retention(retention)
                .build();
        failures.call(action, name, () -> client.putObjectRetention(request));
    }
}
