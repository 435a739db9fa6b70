package io.coffer.examples.gdrive;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.testkit.RepositoryContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The engine at work on the store, over HTTP. */
class DriveRepositoryContractTest {
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
    }

    abstract static class Contract extends RepositoryContract {
        private final boolean lagging;
        private TestDrive drive;

        Contract(boolean lagging) {
            this.lagging = lagging;
        }

        @Override
        protected ObjectStore createStore() throws Exception {
            drive = new TestDrive(lagging);
            return drive.open();
        }

        @Override
        protected ObjectStore reopen(ObjectStore open) {
            return drive.open();
        }

        @Override
        protected void settle() {
            drive.settle();
        }

        @AfterEach
        void stopServer() {
            drive.close();
        }
    }
}
