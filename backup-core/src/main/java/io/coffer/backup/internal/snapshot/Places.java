package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.internal.files.PathNames;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows a walk through a snapshot, and tells where each entry goes in the target. Not thread-safe. */
final class Places {
    private final List<@Nullable Path> path = new ArrayList<>();

    Places(Path target) {
        path.add(target);
    }

    /** Where an entry goes that comes after its directory; null when the file system cannot have such a name. */
    @Nullable
    Path of(String name, Node node) {
        int depth = (int) name.chars().filter(c -> c == '/').count();
        path.subList(depth + 1, path.size()).clear();
        Path parent = path.get(depth);
        Path place = parent == null ? null : in(parent, node);
        path.add(place);
        return place;
    }

    /** Where an entry of a directory goes; null when the file system cannot have such a name. */
    static @Nullable Path in(Path directory, Node node) {
        try {
            return PathNames.resolve(directory, node.name());
        } catch (InvalidPathException impossible) {
            return null;
        }
    }
}
