package io.coffer.backup.store.s3;

import io.coffer.backup.spi.ObjectLockedException;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Deletes objects, as many as possible with one request. */
final class Deletion {
    private final S3Client client;
    private final Settings settings;
    private final Failures failures;

    Deletion(S3Client client, Settings settings, Failures failures) {
        this.client = client;
        this.settings = settings;
        this.failures = failures;
    }

    /**
     * Deletes them. Objects that the server refuses to delete do not keep it from the others; a request that fails as
     * a whole ends it.
     */
    void run(Collection<String> names) throws IOException {
        List<String> all = List.copyOf(new LinkedHashSet<>(names));
        StoreException refusals = null;
        for (int start = 0; start < all.size(); start += settings.deleteBatch()) {
            List<String> batch = all.subList(start, Math.min(all.size(), start + settings.deleteBatch()));
            for (StoreException refusal : batch.size() == 1 ? one(batch.get(0)) : many(batch)) {
                refusals = attach(refusals, refusal);
            }
        }
        if (refusals != null) {
            throw refusals;
        }
    }

    private List<StoreException> one(String name) throws IOException {
        try {
            failures.call(
                    "delete object " + name,
                    name,
                    () -> client.deleteObject(
                            object -> object.bucket(settings.bucket()).key(settings.key(name))));
        } catch (ObjectNotFoundException e) {
            // Some servers say so; all the better.
            return List.of();
        } catch (ObjectLockedException e) {
            return List.of(e);
        }
        return List.of();
    }

    private List<StoreException> many(List<String> names) throws IOException {
        List<ObjectIdentifier> keys = names.stream()
                .map(name -> ObjectIdentifier.builder().key(settings.key(name)).build())
                .toList();
        DeleteObjectsRequest request = DeleteObjectsRequest.builder()
                .bucket(settings.bucket())
                .delete(delete -> delete.objects(keys).quiet(true))
                .build();
        DeleteObjectsResponse response =
                failures.call("delete " + names.size() + " objects", null, () -> client.deleteObjects(request));
        List<StoreException> refusals = new ArrayList<>();
        for (S3Error error : response.errors()) {
            String name = name(error.key());
            StoreException refusal = failures.explainPart("delete object " + name, name, Answer.of(error));
            if (!(refusal instanceof ObjectNotFoundException)) {
                refusals.add(refusal);
            }
        }
        return refusals;
    }

    private String name(@Nullable String key) {
        String prefix = settings.keyPrefix();
        return key != null && key.startsWith(prefix) ? key.substring(prefix.length()) : String.valueOf(key);
    }

    private static StoreException attach(@Nullable StoreException first, StoreException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }
}
