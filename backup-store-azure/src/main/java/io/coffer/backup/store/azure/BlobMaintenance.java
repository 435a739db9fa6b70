package io.coffer.backup.store.azure;

import com.azure.storage.blob.BlobAsyncClient;
import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.models.ArchiveStatus;
import com.azure.storage.blob.models.BlobImmutabilityPolicy;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.azure.storage.blob.options.BlobSetAccessTierOptions;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Does the same to many objects, a few requests at a time, and goes on to the end when some of them fail. */
final class BlobMaintenance {
    private final BlobConnection connection;

    BlobMaintenance(BlobConnection connection) {
        this.connection = connection;
    }

    void delete(List<String> names) throws IOException {
        forEach(
                "delete",
                names,
                true,
                blob -> blob.deleteWithResponse(DeleteSnapshotsOptionType.INCLUDE, null)
                        .thenReturn(true));
    }

    /** Asks for what is in the archive; says what is not back yet. */
    Collection<String> recall(List<String> names) throws IOException {
        return forEach(
                "recall", names, false, blob -> blob.getProperties().flatMap(properties -> recall(blob, properties)));
    }

    private Mono<Boolean> recall(BlobAsyncClient blob, BlobProperties properties) {
        if (!AccessTier.ARCHIVE.equals(properties.getAccessTier())) {
            return Mono.just(false);
        }
        ArchiveStatus status = properties.getArchiveStatus();
        if (status != null) {
            return Mono.just(true);
        }
        return blob.setAccessTierWithResponse(new BlobSetAccessTierOptions(AccessTier.HOT)
                        .setPriority(connection.settings.rehydratePriority()))
                .thenReturn(true)
                .onErrorResume(Failures::isBeingRehydrated, failure -> Mono.just(true));
    }

    /** Extends what holds; where it holds longer already, nothing is changed. */
    void retain(List<String> names, Instant until) throws IOException {
        OffsetDateTime expiry = until.atOffset(ZoneOffset.UTC);
        forEach(
                "retain",
                names,
                false,
                blob -> blob.getProperties().flatMap(properties -> {
                    BlobImmutabilityPolicy policy = properties.getImmutabilityPolicy();
                    OffsetDateTime present = policy == null ? null : policy.getExpiryTime();
                    return present != null && !present.isBefore(expiry)
                            ? Mono.just(true)
                            : extend(blob, policy, expiry).thenReturn(true);
                }));
    }

    private Mono<?> extend(BlobAsyncClient blob, @Nullable BlobImmutabilityPolicy present, OffsetDateTime expiry) {
        // What is locked stays locked.
        var mode = present == null || present.getPolicyMode() == null
                ? connection.settings.immutabilityMode()
                : present.getPolicyMode();
        return blob.setImmutabilityPolicy(
                new BlobImmutabilityPolicy().setExpiryTime(expiry).setPolicyMode(Objects.requireNonNull(mode)));
    }

    /** Runs requests; returns the names for which they answered true, and throws the first failure at the end. */
    private List<String> forEach(
            String verb, List<String> names, boolean missingIsFine, Function<BlobAsyncClient, Mono<Boolean>> request)
            throws IOException {
        boolean seenBefore = connection.isSeen();
        List<Outcome> outcomes;
        try {
            Mono<List<Outcome>> all = Flux.fromIterable(names)
                    .flatMap(name -> outcome(name, request), connection.settings.parallel())
                    .filter(outcome -> outcome.answer() || isFailure(outcome, missingIsFine, seenBefore))
                    .collectList();
            outcomes = Objects.requireNonNull(QuietCancellation.of(all).block());
        } catch (RuntimeException e) {
            throw connection.failures().explain(verb + " objects", null, e);
        }
        throwFirst(verb, outcomes, seenBefore);
        return outcomes.stream().filter(Outcome::answer).map(Outcome::name).toList();
    }

    private Mono<Outcome> outcome(String name, Function<BlobAsyncClient, Mono<Boolean>> request) {
        return request.apply(connection.blob(name))
                .doOnSuccess(answer -> connection.setSeen())
                .map(answer -> new Outcome(name, answer, null))
                .onErrorResume(failure -> Mono.just(new Outcome(name, false, failure)));
    }

    private boolean isFailure(Outcome outcome, boolean missingIsFine, boolean seenBefore) {
        Throwable failure = outcome.failure();
        if (failure == null) {
            return false;
        }
        boolean missing = Failures.isNotFound(failure) || connection.isNotMadeYet(failure, seenBefore);
        return !(missing && missingIsFine);
    }

    private void throwFirst(String verb, List<Outcome> outcomes, boolean seenBefore) throws IOException {
        @Nullable IOException first = null;
        for (Outcome outcome : outcomes) {
            if (outcome.failure() == null) {
                continue;
            }
            IOException explained = connection.isNotMadeYet(outcome.failure(), seenBefore)
                    ? connection.failures().notMadeYet(outcome.name(), outcome.failure())
                    : connection
                            .failures()
                            .explain(verb + " object " + outcome.name(), outcome.name(), outcome.failure());
            if (first == null) {
                first = explained;
            } else {
                first.addSuppressed(explained);
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** What became of one object. */
    private record Outcome(
            String name, boolean answer, @Nullable Throwable failure) {}
}
