package io.coffer.backup.internal.snapshot;

import io.coffer.backup.RestoreConflictException;
import io.coffer.backup.spi.ObjectStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Keeps a restore from writing into the repository that it reads from, or deleting it. */
final class OwnStorage {
    private OwnStorage() {}

    /**
     * Fails when the target of a restore is the repository or lies in it, or has it among what is to be deleted.
     *
     * @param store of the repository
     * @param request what is to be restored
     * @throws RestoreConflictException says where both are
     * @throws IOException when the file system fails
     */
    static void requireApart(ObjectStore store, RestoreRequest request) throws IOException {
        Path repository = directoryOf(store);
        Path target = request.target();
        if (repository == null || !repository.getFileSystem().equals(target.getFileSystem())) {
            return;
        }
        repository = real(repository);
        Path place = real(target);
        boolean inside = place.startsWith(repository);
        if (inside || (request.deleteExtra() && repository.startsWith(place))) {
            throw new RestoreConflictException(
                    target + (inside ? " lies in the repository at " : " holds the repository at ") + repository
                            + (inside ? ", which would be damaged" : ", which would be deleted with all that is extra")
                            + "; restore to another directory",
                    target.toString(),
                    null);
        }
    }

    private static @Nullable Path directoryOf(ObjectStore store) {
        try {
            URI location = URI.create(store.location());
            return location.getScheme() == null ? null : Path.of(location);
        } catch (IllegalArgumentException | FileSystemNotFoundException elsewhere) {
            return null;
        }
    }

    /** Follows links as far as there is something. */
    private static Path real(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        for (Path there = absolute; there != null; there = there.getParent()) {
            if (Files.exists(there)) {
                return there.toRealPath().resolve(there.relativize(absolute)).normalize();
            }
        }
        return absolute;
    }
}
