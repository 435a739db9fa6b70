package io.coffer.examples.gdrive;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.testkit.ObjectStoreContract;
import java.util.Collection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contract, over HTTP: with an index that follows at once, and with one that lags behind until time passes. */
class DriveObjectStoreContractTest {
    @Nested
    class IndexFollowsAtOnce extends Contract {
        IndexFollowsAtOnce() {
            super(false);
        }
    }

    @Nested
    class IndexLagsBehind extends Contract {
        IndexLagsBehind() {
            super(true);
        }

        /** What the other test shows with 10,000. */
        @Override
        protected int manyObjects() {
            return 2_500;
        }
    }

    abstract static class Contract extends ObjectStoreContract {
        private final boolean lagging;
        private TestDrive drive;

        Contract(boolean lagging) {
            this.lagging = lagging;
        }

        @Override
        protected ObjectStore createStore() throws Exception {
            drive = new TestDrive(lagging);
            return drive.open("some/prefix");
        }

        @Override
        protected ObjectStore reopen(ObjectStore open) {
            return drive.open("some/prefix");
        }

        @Override
        protected void settle() {
            drive.settle();
        }

        @Override
        protected Collection<String> secrets() {
            return drive.secrets();
        }

        @Override
        protected int repetitions() {
            return 15;
        }

        @AfterEach
        void stopServer() {
            drive.close();
        }
    }
}
