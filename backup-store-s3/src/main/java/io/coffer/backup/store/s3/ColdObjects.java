package io.coffer.backup.store.s3;

import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.RestoreObjectRequest;
import software.amazon.awssdk.services.s3.model.RestoreRequest;

/**
 * Asks for objects in cold storage classes. Each is looked at first, which costs a hundredth of asking, and tells
 * those that can be read and those that are on their way.
 */
final class ColdObjects {
    private static final String ARCHIVE = "GLACIER";
    private static final String DEEP_ARCHIVE = "DEEP_ARCHIVE";
    private static final String ON_ITS_WAY = "ongoing-request=\"true\"";
    private static final String READABLE = "ongoing-request=\"false\"";

    private final S3Client client;
    private final Settings settings;
    private final ObjectReader reader;
    private final Failures failures;
    private final Workers workers;

    ColdObjects(S3Client client, Settings settings, ObjectReader reader, Failures failures, Workers workers) {
        this.client = client;
        this.settings = settings;
        this.reader = reader;
        this.failures = failures;
        this.workers = workers;
    }

    Collection<String> recall(Collection<String> names) throws IOException {
        Set<String> waiting = new ConcurrentSkipListSet<>();
        workers.forEach(names, name -> {
            if (!recall(name)) {
                waiting.add(name);
            }
        });
        return waiting;
    }

    /** Whether it can be read now. */
    private boolean recall(String name) throws IOException {
        HeadObjectResponse found = reader.head(name, "recall object " + name);
        String restore = found.restore();
        if (restore != null && restore.contains(READABLE)) {
            return true;
        }
        if (restore != null && restore.contains(ON_ITS_WAY)) {
            return false;
        }
        String archive = found.archiveStatusAsString();
        boolean tiered = archive != null && !archive.isEmpty();
        boolean cold =
                ARCHIVE.equals(found.storageClassAsString()) || DEEP_ARCHIVE.equals(found.storageClassAsString());
        if (!cold && !tiered) {
            return true;
        }
        ask(name, tiered);
        return false;
    }

    private void ask(String name, boolean tiered) throws IOException {
        RestoreRequest.Builder restore =
                RestoreRequest.builder().glacierJobParameters(job -> job.tier(settings.recallTier()));
        if (!tiered) {
            // Intelligent tiering brings objects back for good, and takes no number of days.
            restore.days(settings.recallDays());
        }
        RestoreObjectRequest request = RestoreObjectRequest.builder()
                .bucket(settings.bucket())
                .key(settings.key(name))
                .restoreRequest(restore.build())
                .build();
        try {
            client.restoreObject(request);
        } catch (SdkException e) {
            // Somebody else asked since it was looked at.
            boolean onItsWay = e instanceof AwsServiceException answer
                    && Answer.of(answer).code().equals("RestoreAlreadyInProgress");
            if (!onItsWay) {
                throw failures.explain("recall object " + name, name, e);
            }
        }
    }
}
