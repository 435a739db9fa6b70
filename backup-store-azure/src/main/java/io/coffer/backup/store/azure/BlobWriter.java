package io.coffer.backup.store.azure;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.models.BlobImmutabilityPolicy;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts objects: small ones by one request, large ones in blocks. */
final class BlobWriter {
    /** Where the token of {@link UnknownPuts} stands. */
    private static final String TOKEN = "cofferput";

    /** How often a put in blocks begins again because another writer of the same object came between. */
    private static final int MOST_COLLISIONS = 16;

    private final BlobConnection connection;
    private final UnknownPuts unknownPuts = new UnknownPuts();

    BlobWriter(BlobConnection connection) {
        this.connection = connection;
    }

    void put(String name, ObjectData data, PutCondition condition) throws IOException {
        String action = "put object " + name + " (" + data.length() + " bytes)";
        if (data.length() > connection.maximumObjectSize()) {
            throw new StoreException(
                    "cannot " + action + " into " + connection.location() + ": it takes objects of at most "
                            + connection.maximumObjectSize() + " bytes; open the store with larger blocks",
                    name,
                    false,
                    null);
        }
        boolean seenBefore = connection.isSeen();
        Upload upload = new Upload(name, data, condition, action);
        try {
            upload.run();
        } catch (RuntimeException e) {
            if (!connection.isNotMadeYet(e, seenBefore)) {
                throw connection.failures().explain(action, name, e);
            }
            makeContainer(name, action);
            upload.runAgain();
        }
    }

    private void makeContainer(String name, String action) throws IOException {
        try {
            connection.makeContainer();
        } catch (RuntimeException e) {
            throw connection.failures().explain("make the container to " + action, name, e);
        }
    }

    /** One put. */
    private final class Upload {
        private final String name;
        private final ObjectData data;
        private final PutCondition condition;
        private final String action;

        Upload(String name, ObjectData data, PutCondition condition, String action) {
            this.name = name;
            this.data = data;
            this.condition = condition;
            this.action = action;
        }

        void runAgain() throws IOException {
            try {
                run();
            } catch (RuntimeException e) {
                throw connection.failures().explain(action, name, e);
            }
        }

        void run() throws IOException {
            if (data.length() <= connection.settings.singlePutLimit()) {
                putWhole();
            } else {
                putBlocks();
            }
        }

        private void putWhole() throws IOException {
            // Read once before: the storage verifies what it gets, and data that ends early is never sent.
            byte[] digest = Digests.md5(data, connection.location(), name);
            try (GuardedStream in = new GuardedStream(data.newInputStream())) {
                try {
                    conditionally(
                            digest,
                            metadata -> connection.await(connection
                                    .blob(name)
                                    .getBlockBlobAsyncClient()
                                    .uploadWithResponse(simpleOptions(in, digest, metadata))));
                } catch (RuntimeException e) {
                    in.throwFailure();
                    throw e;
                }
            }
        }

        private BlockBlobSimpleUploadOptions simpleOptions(
                InputStream in, byte[] digest, @Nullable Map<String, String> metadata) {
            BinaryData body =
                    data.length() == 0 ? BinaryData.fromBytes(new byte[0]) : BinaryData.fromStream(in, data.length());
            return new BlockBlobSimpleUploadOptions(body)
                    .setContentMd5(digest)
                    .setMetadata(metadata)
                    .setTier(tier())
                    .setImmutabilityPolicy(immutability())
                    .setRequestConditions(conditions());
        }

        /** To commit the blocks of one writer drops those of others that are under way: they begin again. */
        private void putBlocks() throws IOException {
            for (int attempt = 1; attempt < MOST_COLLISIONS; attempt++) {
                try {
                    putBlocksOnce();
                    return;
                } catch (RuntimeException e) {
                    if (!Failures.isBlockListInvalid(e)) {
                        throw e;
                    }
                }
            }
            putBlocksOnce();
        }

        private void putBlocksOnce() throws IOException {
            BlockUpload blocks = new BlockUpload(connection, name, data);
            blocks.stage();
            conditionally(
                    blocks.digest(),
                    metadata -> connection.await(blocks.commit(options -> options.setMetadata(metadata)
                            .setTier(tier())
                            .setImmutabilityPolicy(immutability())
                            .setRequestConditions(conditions()))));
        }

        /** Runs the request that makes the object visible. */
        private void conditionally(byte[] digest, Request request) throws IOException {
            if (condition == PutCondition.NONE) {
                request.run(null);
                return;
            }
            UnknownPuts.Attempt attempt = unknownPuts.begin(name, digest);
            try {
                request.run(Map.of(TOKEN, attempt.token()));
            } catch (RuntimeException e) {
                if (Failures.isExisting(e) || isForbiddenToReplace(e)) {
                    requireOwn(attempt, e);
                    return;
                }
                if (Failures.mayHaveHappened(e) || attempt.repeated()) {
                    unknownPuts.outcomeUnknown(name, attempt);
                }
                throw e;
            }
        }

        /** Who may put new objects only is told that this is forbidden, not that there is one. */
        private boolean isForbiddenToReplace(RuntimeException failure) {
            try {
                return Failures.isForbidden(failure)
                        && Boolean.TRUE.equals(
                                connection.await(connection.blob(name).exists()));
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
                return false;
            }
        }

        /** An earlier attempt, whose answer was lost, may be what is there. */
        private void requireOwn(UnknownPuts.Attempt attempt, RuntimeException failure) throws IOException {
            if (attempt.repeated()) {
                try {
                    Map<String, String> metadata = connection
                            .awaitValue(connection.blob(name).getProperties())
                            .getMetadata();
                    if (metadata != null && attempt.token().equals(metadata.get(TOKEN))) {
                        return;
                    }
                } catch (RuntimeException e) {
                    unknownPuts.outcomeUnknown(name, attempt);
                    throw e;
                }
            }
            throw new ObjectExistsException(
                    "cannot " + action + " into " + connection.location()
                            + " on the condition that there is none: there is one, and it was left as it is",
                    name,
                    connection.failures().shown(failure));
        }

        private @Nullable BlobRequestConditions conditions() {
            return condition == PutCondition.NONE ? null : new BlobRequestConditions().setIfNoneMatch("*");
        }

        private @Nullable AccessTier tier() {
            if (connection.settings.dataTier() == null) {
                return null;
            }
            return data.use() == ObjectUse.DATA ? connection.settings.dataTier() : AccessTier.HOT;
        }

        private @Nullable BlobImmutabilityPolicy immutability() {
            if (connection.settings.immutabilityMode() == null || data.use() == ObjectUse.COORDINATION) {
                return null;
            }
            return new BlobImmutabilityPolicy()
                    .setPolicyMode(connection.settings.immutabilityMode())
                    .setExpiryTime(connection
                            .settings
                            .clock()
                            .instant()
                            .plus(connection.settings.immutabilityPeriod())
                            .atOffset(ZoneOffset.UTC));
        }
    }

    /** A request with the metadata that it gives the blob. */
    @FunctionalInterface
    private interface Request {
        void run(@Nullable Map<String, String> metadata);
    }
}
