package io.coffer.examples.cli;

import io.coffer.backup.Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the paths of a walk together from the names of the nodes: the text of a path has lost the bytes that are not
 * UTF-8, the names have not.
 */
final class ShownPath {
    private final boolean whole;
    private final List<String> names = new ArrayList<>();

    /**
     * Makes one.
     *
     * @param start path where the walk starts, empty for the root
     * @param whole whether paths are shown, or names only
     */
    ShownPath(String start, boolean whole) {
        this.whole = whole;
        if (!start.isEmpty()) {
            for (String name : start.split("/")) {
                names.add(Escape.bytes(name.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    /** The text for a node; parents must have come before. */
    String of(String path, Node node) {
        String name = Escape.name(node.name());
        if (!whole) {
            return name;
        }
        int depth = (int) path.chars().filter(c -> c == '/').count();
        names.subList(Math.min(depth, names.size()), names.size()).clear();
        names.add(name);
        return String.join("/", names);
    }
}
