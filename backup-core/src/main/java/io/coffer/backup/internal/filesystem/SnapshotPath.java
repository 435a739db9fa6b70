package io.coffer.backup.internal.filesystem;

import io.coffer.backup.Node;
import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A path in a snapshot, with slashes. The empty path has one name, which is empty. Immutable. */
final class SnapshotPath implements Path {
    private final SnapshotFileSystem fileSystem;
    private final boolean absolute;
    private final List<String> names;
    /** What a listing told of the entry: a snapshot does not change, so it need not be looked for again. */
    private final @Nullable Node known;

    SnapshotPath(SnapshotFileSystem fileSystem, boolean absolute, List<String> names, @Nullable Node known) {
        this.fileSystem = fileSystem;
        this.absolute = absolute;
        this.names = names;
        this.known = known;
    }

    static SnapshotPath parse(SnapshotFileSystem fileSystem, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new InvalidPathException(text, "a zero in it");
        }
        if (!NameText.isOfBytes(text)) {
            throw new InvalidPathException(text, "a surrogate in it that stands for no byte");
        }
        boolean absolute = text.startsWith("/");
        List<String> names = new ArrayList<>();
        for (String name : text.split("/")) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return of(fileSystem, absolute, names);
    }

    private static SnapshotPath of(SnapshotFileSystem fileSystem, boolean absolute, List<String> names) {
        List<String> some = names.isEmpty() && !absolute ? List.of("") : List.copyOf(names);
        return new SnapshotPath(fileSystem, absolute, some, null);
    }

    static SnapshotPath of(Path path) {
        if (path instanceof SnapshotPath own) {
            return own;
        }
        throw new ProviderMismatchException("not a path in a snapshot: " + path);
    }

    List<String> names() {
        return names;
    }

    @Nullable
    Node known() {
        return known;
    }

    SnapshotPath child(String name, Node node) {
        List<String> all = new ArrayList<>(isEmpty() ? List.of() : names);
        all.add(name);
        return new SnapshotPath(fileSystem, absolute, Collections.unmodifiableList(all), node);
    }

    private boolean isEmpty() {
        return !absolute && names.size() == 1 && names.get(0).isEmpty();
    }

    @Override
    public SnapshotFileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public @Nullable Path getRoot() {
        return absolute ? of(fileSystem, true, List.of()) : null;
    }

    @Override
    public @Nullable Path getFileName() {
        return names.isEmpty() ? null : of(fileSystem, false, names.subList(names.size() - 1, names.size()));
    }

    @Override
    public @Nullable Path getParent() {
        if (names.isEmpty() || (names.size() == 1 && !absolute)) {
            return null;
        }
        return of(fileSystem, absolute, names.subList(0, names.size() - 1));
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public Path getName(int index) {
        return subpath(index, index + 1);
    }

    @Override
    public Path subpath(int begin, int end) {
        if (begin < 0 || end > names.size() || begin >= end) {
            throw new IllegalArgumentException("no names from " + begin + " to " + end + " in " + this);
        }
        return of(fileSystem, false, names.subList(begin, end));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof SnapshotPath start
                && start.fileSystem == fileSystem
                && start.absolute == absolute
                && start.isEmpty() == isEmpty()
                && start.names.size() <= names.size()
                && start.names.equals(names.subList(0, start.names.size()));
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(other instanceof SnapshotPath end) || end.fileSystem != fileSystem) {
            return false;
        }
        int from = names.size() - end.names.size();
        if (end.absolute) {
            return absolute && from == 0 && end.names.equals(names);
        }
        return from >= 0 && end.isEmpty() == isEmpty() && end.names.equals(names.subList(from, names.size()));
    }

    @Override
    public Path normalize() {
        List<String> kept = new ArrayList<>();
        for (String name : names) {
            boolean canGoUp = !kept.isEmpty() && !kept.get(kept.size() - 1).equals("..");
            if (name.equals("..") && (canGoUp || absolute)) {
                if (canGoUp) {
                    kept.remove(kept.size() - 1);
                }
            } else if (!name.equals(".") && !name.isEmpty()) {
                kept.add(name);
            }
        }
        return of(fileSystem, absolute, kept);
    }

    @Override
    public Path resolve(Path other) {
        SnapshotPath path = of(other);
        if (path.absolute || isEmpty()) {
            return path;
        }
        if (path.isEmpty()) {
            return this;
        }
        List<String> all = new ArrayList<>(names);
        all.addAll(path.names);
        return of(fileSystem, absolute, all);
    }

    @Override
    public Path relativize(Path other) {
        SnapshotPath path = of(other);
        if (path.absolute != absolute) {
            throw new IllegalArgumentException("one of " + this + " and " + other + " is absolute");
        }
        List<String> from = isEmpty() ? List.of() : names;
        List<String> to = path.isEmpty() ? List.of() : path.names;
        int common = 0;
        while (common < from.size() && common < to.size() && from.get(common).equals(to.get(common))) {
            common++;
        }
        List<String> steps = new ArrayList<>(Collections.nCopies(from.size() - common, ".."));
        steps.addAll(to.subList(common, to.size()));
        return of(fileSystem, false, steps);
    }

    @Override
    public URI toUri() {
        return SnapshotUri.of(fileSystem.authority(), toAbsolutePath().names);
    }

    @Override
    public SnapshotPath toAbsolutePath() {
        return absolute ? this : new SnapshotPath(fileSystem, true, isEmpty() ? List.of() : names, known);
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        boolean follow = !List.of(options).contains(LinkOption.NOFOLLOW_LINKS);
        return of(fileSystem, true, fileSystem.lookup().find(this, follow).names());
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("a snapshot does not change");
    }

    @Override
    public int compareTo(Path other) {
        return toString().compareTo(of(other).toString());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SnapshotPath path
                && path.fileSystem == fileSystem
                && path.absolute == absolute
                && path.names.equals(names);
    }

    @Override
    public int hashCode() {
        return Objects.hash(absolute, names);
    }

    @Override
    public String toString() {
        return (absolute ? "/" : "") + String.join("/", names);
    }
}
