package io.coffer.backup.store.azure;

import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.models.BlobImmutabilityPolicyMode;
import com.azure.storage.blob.models.RehydratePriority;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a store treats objects: see {@link AzureObjectStoreBuilder}. */
record Settings(
        @Nullable AccessTier dataTier,
        boolean coldStorage,
        RehydratePriority rehydratePriority,
        @Nullable BlobImmutabilityPolicyMode immutabilityMode,
        Duration immutabilityPeriod,
        long singlePutLimit,
        int blockSize,
        int parallel,
        Clock clock) {}
