package io.coffer.backup.tests.copy;

import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.crypto.Keys;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How a repository is kept: what opens it, and how it cuts. */
enum Place {
    PLAIN(0, 1),
    PLAIN_CUT_OTHERWISE(0, 2),
    ENCRYPTED(3, 1),
    ENCRYPTED_WITH_ANOTHER_KEY(4, 1),
    ENCRYPTED_CUT_OTHERWISE(5, 2);

    private final int key;
    private final RepositoryParameters parameters;

    Place(int key, int factor) {
        this.key = key;
        this.parameters = new RepositoryParameters(
                1024 * factor, 2048 * factor, 4096 * factor, 4096 * factor, 4096, (16 << 10) * factor, 1);
    }

    /** Opens the repository, or makes it. */
    Repository open(ObjectStore store, Path cache) throws IOException {
        RepositoryBuilder builder = Repository.at(store).cacheDirectory(cache).parameters(parameters);
        try (RepositoryKey opener = key()) {
            return opener == null ? builder.openOrCreate() : builder.key(opener).openOrCreate();
        }
    }

    private @Nullable RepositoryKey key() {
        if (key == 0) {
            return null;
        }
        byte[] content = new byte[32];
        Arrays.fill(content, (byte) key);
        return Keys.keyFile(content);
    }
}
