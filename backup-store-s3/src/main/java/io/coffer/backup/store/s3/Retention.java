package io.coffer.backup.store.s3;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;

/**
 * Extends the retention of objects. Each is looked at first, which costs a tenth of setting it, and leaves what is
 * kept long enough as it is.
 */
final class Retention {
    private final S3Client client;
    private final Settings settings;
    private final Failures failures;
    private final Workers workers;

    Retention(S3Client client, Settings settings, Failures failures, Workers workers) {
        this.client = client;
        this.settings = settings;
        this.failures = failures;
        this.workers = workers;
    }

    void extend(Collection<String> names, Instant until) throws IOException {
        workers.forEach(names, name -> extend(name, until));
    }

    private void extend(String name, Instant until) throws IOException {
        String action = "keep object " + name + " until " + until;
        ObjectLockRetention known = find(name, action);
        if (known != null
                && known.retainUntilDate() != null
                && !known.retainUntilDate().isBefore(until)) {
            return;
        }
        // A stricter mode stays, also where this store is set to the other one.
        boolean strict = known != null && known.mode() == ObjectLockRetentionMode.COMPLIANCE;
        failures.call(
                action,
                name,
                () -> client.putObjectRetention(request -> request.bucket(settings.bucket())
                        .key(settings.key(name))
                        .retention(retention -> retention
                                .mode(strict ? ObjectLockRetentionMode.COMPLIANCE : mode())
                                .retainUntilDate(until))));
    }

    private ObjectLockRetentionMode mode() {
        return settings.retentionMode() == RetentionMode.COMPLIANCE
                ? ObjectLockRetentionMode.COMPLIANCE
                : ObjectLockRetentionMode.GOVERNANCE;
    }

    private @Nullable ObjectLockRetention find(String name, String action) throws IOException {
        try {
            return Failures.guarded(() -> client.getObjectRetention(
                            request -> request.bucket(settings.bucket()).key(settings.key(name))))
                    .retention();
        } catch (SdkException e) {
            if (e instanceof AwsServiceException answer && isNone(Answer.of(answer))) {
                return null;
            }
            throw failures.explain(action, name, e);
        }
    }

    /** AWS says NoSuchObjectLockConfiguration, others say other things; not that there is no such object, though. */
    private static boolean isNone(Answer answer) {
        return answer.status() == Failures.NOT_FOUND
                && !answer.code().equals("NoSuchKey")
                && !answer.code().equals("NoSuchBucket");
    }
}
