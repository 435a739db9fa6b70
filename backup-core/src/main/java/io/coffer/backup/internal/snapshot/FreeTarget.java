package io.coffer.backup.internal.snapshot;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Looks at everything before the first file is written, so that a refusal leaves the target as it was. */
final class FreeTarget {
    private FreeTarget() {}

    private static boolean isInUse(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return false;
        }
        if (!Files.isDirectory(directory)) {
            throw new NotDirectoryException(directory.toString());
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return entries.iterator().hasNext();
        }
    }

    /**
     * Fails when something is in the way of an entry.
     *
     * @throws io.coffer.backup.RestoreConflictException says what
     */
    static void require(RestoreRequest request) throws IOException {
        if (!isInUse(request.target())) {
            return;
        }
        TargetTree target = new TargetTree(request.target(), request.conflict());
        Places places = new Places(request.target());
        request.snapshot().walk("", (path, node) -> {
            Path place = places.of(path, node);
            if (place != null && request.wants(path)) {
                target.requireFree(place, node);
            }
        });
    }
}
