package io.coffer.backup.source;

import io.coffer.backup.internal.files.PathNames;
import io.coffer.backup.model.EntryName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A directory of a file system with everything under it. Immutable; each method returns a new source.
 *
 * <p>Symbolic links are kept as links; only the directory itself may be named through one.
 */
public final class DirectorySource implements Source {
    private final Path directory;
    private final String name;
    private final List<PathPattern> excludes;

    private DirectorySource(Path directory, String name, List<PathPattern> excludes) {
        this.directory = directory;
        this.name = name;
        this.excludes = List.copyOf(excludes);
    }

    static DirectorySource of(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        Path last = absolute.getFileName();
        return new DirectorySource(
                absolute, last == null ? "root" : PathNames.nameOf(absolute).toString(), List.of());
    }

    /**
     * Leaves out what matches a pattern. A directory that matches is left out with all under it.
     *
     * <p>Patterns are globs on the path relative to the directory, with slashes on every platform:
     * {@code *} and {@code ?} stand for any characters but a slash, {@code **} also for slashes,
     * {@code [a-z]} and {@code [!a-z]} for one of a set, {@code {a,b}} for alternatives. A leading
     * {@code **}{@code /} matches at the top too; a trailing {@code /**} or {@code /} means the directory
     * itself with all under it. A pattern without a slash is matched against the name at any depth;
     * one that starts with {@code /} or {@code ./} only at the top.
     *
     * @param patterns one or more
     * @return a source without them
     * @throws IllegalArgumentException when one is not a pattern
     */
    public DirectorySource exclude(String... patterns) {
        List<PathPattern> all = new ArrayList<>(excludes);
        for (String pattern : patterns) {
            all.add(PathPattern.compile(pattern));
        }
        return new DirectorySource(directory, name, all);
    }

    /**
     * Gives the source another name than that of the directory, where several sources of a snapshot would
     * have the same.
     *
     * @param name valid in a file system
     * @return a source of that name
     */
    public DirectorySource named(String name) {
        return new DirectorySource(directory, EntryName.of(name).toString(), excludes);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String location() {
        return PathNames.textOf(directory);
    }

    @Override
    public OpenSource open(SourceContext context) throws IOException {
        // The directory itself may be reached through a link; nothing below it is.
        Path real = directory.toRealPath();
        if (!Files.isDirectory(real)) {
            throw new NotDirectoryException(directory.toString());
        }
        return new DirectoryWalker(real, this::isExcluded, !excludes.isEmpty(), Objects.requireNonNull(context));
    }

    private boolean isExcluded(String relativePath) {
        for (PathPattern pattern : excludes) {
            if (pattern.matches(relativePath)) {
                return true;
            }
        }
        return false;
    }
}
