package io.coffer.backup.store.s3;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Puts objects, with and without the condition that there is none. */
final class ObjectWriter {
    private final Settings settings;
    private final ObjectReader reader;
    private final Failures failures;
    private final String location;
    private final Upload whole;
    private final Upload inParts;
    private final Probe wholeProbe;
    private final Probe partsProbe;
    private final OpenClaims claims = new OpenClaims();

    ObjectWriter(
            S3Client client,
            Settings settings,
            Requests requests,
            ObjectReader reader,
            Failures failures,
            Workers workers,
            String location) {
        this.settings = settings;
        this.reader = reader;
        this.failures = failures;
        this.location = location;
        this.whole = new SingleUpload(client, settings, requests, location);
        this.inParts = new MultipartUpload(client, settings, requests, workers, location);
        this.wholeProbe = new Probe(client, settings, whole, failures);
        this.partsProbe = new Probe(client, settings, inParts, failures);
    }

    void put(String name, ObjectData data, PutCondition condition) throws IOException {
        String action = "put object " + name + " (" + data.length() + " bytes)";
        checkSize(name, data, action);
        boolean parts = data.length() > settings.multipartThreshold();
        Upload upload = parts ? inParts : whole;
        try {
            if (condition == PutCondition.NONE) {
                upload.run(name, settings.key(name), data, false, Map.of());
            } else {
                putIfAbsent(name, data, upload, parts ? partsProbe : wholeProbe, action);
            }
        } catch (Payload.UnreadableDataException e) {
            throw e.failure();
        } catch (SdkException e) {
            Payload.UnreadableDataException unreadable = Failures.causedBy(e, Payload.UnreadableDataException.class);
            throw unreadable != null ? unreadable.failure() : failures.explain(action, name, e);
        }
    }

    private void checkSize(String name, ObjectData data, String action) throws StoreException {
        if (data.length() > settings.maximumObjectSize()) {
            throw new StoreException(
                    "cannot " + action + " in " + location + ": it takes at most " + settings.maximumObjectSize()
                            + " bytes (" + Settings.MAXIMUM_PARTS + " parts of " + settings.partSize()
                            + " bytes); set a larger part-size",
                    name,
                    false,
                    null);
        }
    }

    private void putIfAbsent(String name, ObjectData data, Upload upload, Probe probe, String action)
            throws IOException {
        boolean header = settings.conditionalPut() != ConditionalPut.OFF && probe.works();
        if (!header && settings.claimsConditionalPut()) {
            throw new StoreException(
                    "cannot " + action + " in " + location + " on the condition that there is none: the server"
                            + " overwrites in spite of If-None-Match, which it should not; with conditional-put=off"
                            + " puts check first, which two writers at the same moment can pass both",
                    name,
                    false,
                    null);
        }
        Claim claim = claims.claim(name, data);
        if (!header || upload == inParts) {
            // With the header too: so many bytes should not travel for nothing.
            HeadObjectResponse found = reader.find(name, action);
            if (found != null) {
                claims.end(claim);
                requireOurs(name, action, claim, found, null);
                return;
            }
        }
        try {
            upload.run(name, settings.key(name), data, header, claim.metadata());
            claims.end(claim);
        } catch (SdkException e) {
            if (refused(name, action, claim, e)) {
                return;
            }
            // Perhaps it was stored, and only the answer was lost: who tries again must know its own.
            claims.keepOpen(claim, data);
            throw e;
        }
    }

    /** Tells a failed condition from other failures; true when what is there is our own. */
    private boolean refused(String name, String action, Claim claim, SdkException failure) throws IOException {
        if (!(failure instanceof AwsServiceException answer)) {
            return false;
        }
        boolean conflict = answer.statusCode() == Failures.CONFLICT;
        if (!conflict && answer.statusCode() != Failures.PRECONDITION_FAILED) {
            return false;
        }
        if (!conflict && !claim.again()) {
            claims.end(claim);
            throw exists(name, action, failure);
        }
        HeadObjectResponse found = reader.find(name, action);
        if (found == null) {
            // Two writers at once, and the server let neither win; or it was deleted since.
            throw new StoreException(
                    "cannot " + action + " in " + location
                            + " on the condition that there is none: the server answered " + answer.statusCode()
                            + ", and there is none; try again",
                    name,
                    true,
                    failure);
        }
        claims.end(claim);
        requireOurs(name, action, claim, found, failure);
        return true;
    }

    private void requireOurs(
            String name, String action, Claim claim, HeadObjectResponse found, @Nullable SdkException failure)
            throws ObjectExistsException {
        if (!claim.again() || !claim.isOn(found)) {
            throw exists(name, action, failure);
        }
    }

    private ObjectExistsException exists(String name, String action, @Nullable SdkException failure) {
        return new ObjectExistsException(
                "cannot " + action + " in " + location
                        + " on the condition that there is none: there is one, and it was left as it is",
                name,
                failure);
    }
}
