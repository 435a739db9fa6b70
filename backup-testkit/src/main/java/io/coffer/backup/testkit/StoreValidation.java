package io.coffer.backup.testkit;

import io.coffer.backup.spi.ObjectStore;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of stores on the storage of a {@link Validation}. */
@ExtendWith(ValidationSettings.Resolver.class)
class StoreValidation extends ObjectStoreContract {
    private final ValidationSettings settings;
    private @Nullable URI place;

    StoreValidation(ValidationSettings settings) {
        this.settings = settings;
    }

    @Override
    protected ObjectStore createStore() throws Exception {
        place = settings.scratch().newPlace();
        return settings.scratch().open(place);
    }

    @Override
    protected ObjectStore reopen(ObjectStore open) throws Exception {
        if (place == null) {
            throw new IllegalStateException("no test is running");
        }
        return settings.scratch().open(place);
    }

    @Override
    protected void settle() throws Exception {
        if (store().capabilities().stronglyConsistent()) {
            return;
        }
        settings.settle();
    }

    @Override
    protected int largestObject() {
        return settings.thorough() ? (64 << 20) + 3 : (17 << 20) + 3;
    }

    @Override
    protected int manyObjects() {
        return settings.thorough() ? super.manyObjects() : 1_200;
    }

    /** A batch that takes more than two requests, where a request takes several. */
    @Override
    protected int manyDeletes() {
        int batch = store().capabilities().maximumBatchDelete();
        return settings.thorough() ? super.manyDeletes() : Math.min(super.manyDeletes(), 2 * batch + 20);
    }

    @Override
    protected int repetitions() {
        return settings.thorough() ? super.repetitions() : 5;
    }

    @Override
    protected int randomOperations() {
        return settings.thorough() ? super.randomOperations() : 60;
    }
}
