package io.coffer.backup.store.cloudinary;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.store.cloudinary.standin.CloudinaryStandIn;
import io.coffer.backup.store.cloudinary.standin.Plan;
import io.coffer.backup.testkit.FakeClock;
import io.coffer.backup.testkit.ObjectStoreContract;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/**
 * The contract against the stand-in, with listings that lag half a minute behind. The number of calls to the Admin API
 * is not limited here, since the contract lists far more often than any backup.
 */
class CloudinaryContractTest extends ObjectStoreContract {
    private static final Duration DELAY = Duration.ofSeconds(30);

    private final FakeClock clock = new FakeClock(Instant.now());
    private CloudinaryStandIn standIn;

    @Override
    protected ObjectStore createStore() throws Exception {
        Plan plan =
                Plan.FREE.withAdminCalls(1_000_000).withListingDelay(DELAY).withMaximumRawSize(2L * largestObject());
        standIn = new CloudinaryStandIn(plan, clock);
        return StandIns.builder(standIn, clock)
                .chunkSize(CloudinaryStoreBuilder.SMALLEST_CHUNK)
                .open();
    }

    @Override
    protected ObjectStore reopen(ObjectStore open) throws Exception {
        return StandIns.builder(standIn, clock).open();
    }

    @AfterEach
    void stop() {
        if (standIn != null) {
            standIn.close();
        }
    }

    /** Listings show everything, and nothing is remembered that was written before. */
    @Override
    protected void settle() {
        clock.advance(DELAY.plus(RecentWrites.MEMORY));
    }

    /** Three chunks. */
    @Override
    protected int largestObject() {
        return 2 * CloudinaryStoreBuilder.SMALLEST_CHUNK + 100;
    }

    @Override
    protected int manyObjects() {
        return 1_600;
    }

    @Override
    protected int repetitions() {
        return 10;
    }

    @Override
    protected Collection<String> secrets() {
        String basic = CloudinaryStandIn.KEY + ":" + CloudinaryStandIn.SECRET;
        return List.of(
                CloudinaryStandIn.SECRET, Base64.getEncoder().encodeToString(basic.getBytes()), "api_key=", "s--");
    }
}
