package io.coffer.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.spi.ObjectStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The store of a test: what a provider's test says about it, to each of the contracts. */
abstract class StoreFixture {
    private @Nullable ObjectStore store;

    /**
     * Makes an open store in which nothing is, not even what an earlier test put there. Called before each test; the
     * store is closed after it.
     *
     * @return a store
     * @throws Exception to fail the test
     */
    protected abstract ObjectStore createStore() throws Exception;

    /**
     * Opens a second client of the same storage, as another program would. The tests that need one are skipped
     * unless this is overridden.
     *
     * @param open a store from {@link #createStore()}, which stays open
     * @return another open store, which the test closes; or null when there cannot be one
     * @throws Exception to fail the test
     */
    protected @Nullable ObjectStore reopen(ObjectStore open) throws Exception {
        return null;
    }

    /**
     * Waits until the storage shows everybody what was written. Called after each write before it is looked for; does
     * nothing unless overridden, as it must for a store that says it is strongly consistent.
     *
     * @throws Exception to fail the test
     */
    protected void settle() throws Exception {
        assertThat(store().capabilities().stronglyConsistent())
                .as("capabilities().stronglyConsistent(); where it is false, override settle()")
                .isTrue();
    }

    /**
     * The store of the running test.
     *
     * @return what {@link #createStore()} made
     */
    protected final ObjectStore store() {
        if (store == null) {
            throw new IllegalStateException("no test is running");
        }
        return store;
    }

    @BeforeEach
    final void openStore() throws Exception {
        store = createStore();
    }

    @AfterEach
    final void closeStore() throws Exception {
        if (store != null) {
            store.close();
        }
    }
}
