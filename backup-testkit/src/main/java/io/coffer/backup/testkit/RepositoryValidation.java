package io.coffer.backup.testkit;

import io.coffer.backup.spi.ObjectStore;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;

/** The engine at work on the storage of a {@link Validation}. */
@ExtendWith(ValidationSettings.Resolver.class)
class RepositoryValidation extends RepositoryContract {
    private final ValidationSettings settings;
    private @Nullable URI place;

    RepositoryValidation(ValidationSettings settings) {
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
    protected int dataSize() {
        return settings.thorough() ? super.dataSize() : super.dataSize() / 4;
    }
}
