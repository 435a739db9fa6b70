package io.coffer.backup.store.cloudinary;

import io.coffer.backup.store.cloudinary.standin.CloudinaryStandIn;
import java.time.Clock;
import java.time.Duration;

/** Stores in a stand-in. */
final class StandIns {
    private StandIns() {}

    static CloudinaryStoreBuilder builder(CloudinaryStandIn standIn, Clock clock) {
        try (CloudinaryCredentials credentials =
                CloudinaryCredentials.of(CloudinaryStandIn.KEY, CloudinaryStandIn.SECRET.toCharArray())) {
            return CloudinaryObjectStore.builder()
                    .cloud(CloudinaryStandIn.CLOUD)
                    .prefix("backups/laptop")
                    .credentials(credentials)
                    .endpoint(standIn.endpoint())
                    .deliveryEndpoint(standIn.deliveryEndpoint())
                    .timeout(Duration.ofSeconds(20))
                    .clock(clock);
        }
    }
}
