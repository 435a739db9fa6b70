package io.coffer.examples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares two trees entry by entry and byte by byte, on the JDK alone: what a backup engine says of itself is no
 * proof.
 */
final class Differences {
    private static final int SHOWN = 20;

    private final Path ignored;
    private final List<String> found = new ArrayList<>();
    private long files;
    private long directories;
    private long links;
    private long others;
    private long bytes;

    private Differences(Path ignored) {
        this.ignored = ignored;
    }

    /**
     * Compares.
     *
     * @param original a directory
     * @param ignored a directory that is left out where the walk meets it
     * @param copy what should be the same
     * @return what is not
     * @throws IOException when something cannot be read
     */
    static Differences between(Path original, Path ignored, Path copy) throws IOException {
        Differences differences = new Differences(ignored);
        differences.compareDirectories(original, copy);
        return differences;
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    private void compareDirectories(Path original, Path copy) throws IOException {
        directories++;
        Set<Path> names = new TreeSet<>(names(original));
        Set<Path> copied = names(copy);
        for (Path name : copied) {
            if (!names.contains(name)) {
                found.add(copy.resolve(name) + ": only in the copy");
            }
        }
        for (Path name : names) {
            if (copied.contains(name)) {
                compare(original.resolve(name), copy.resolve(name));
            } else {
                found.add(original.resolve(name) + ": not in the copy");
            }
        }
        compareAttributes(original, copy, attributes(original), attributes(copy));
    }

    private Set<Path> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> !entry.equals(ignored))
                    .map(Path::getFileName)
                    .collect(Collectors.toSet());
        }
    }

    private void compare(Path original, Path copy) throws IOException {
        BasicFileAttributes before = attributes(original);
        BasicFileAttributes after = attributes(copy);
        if (before.isDirectory() && after.isDirectory()) {
            compareDirectories(original, copy);
        } else if (before.isRegularFile() && after.isRegularFile()) {
            files++;
            bytes += before.size();
            long mismatch = Files.mismatch(original, copy);
            if (mismatch >= 0) {
                found.add(original + ": differs from the copy at byte " + mismatch);
            }
            compareAttributes(original, copy, before, after);
        } else if (before.isSymbolicLink() && after.isSymbolicLink()) {
            links++;
            if (!Files.readSymbolicLink(original).equals(Files.readSymbolicLink(copy))) {
                found.add(original + ": the copy points elsewhere");
            }
        } else if (before.isOther() && after.isOther()) {
            others++;
        } else {
            found.add(original + ": the copy is of another type");
        }
    }

    private void compareAttributes(Path original, Path copy, BasicFileAttributes before, BasicFileAttributes after)
            throws IOException {
        if (!before.lastModifiedTime().equals(after.lastModifiedTime())) {
            found.add(original + ": modified " + before.lastModifiedTime() + ", the copy " + after.lastModifiedTime());
        }
        if (!permissions(original).equals(permissions(copy))) {
            found.add(original + ": permissions " + permissions(original) + ", the copy " + permissions(copy));
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static Set<?> permissions(Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        return view == null ? Set.of() : view.readAttributes().permissions();
    }

    /** What was compared, and the first of what is not the same. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d files with %s, %,d directories, %,d links",
                files,
                Sizes.format(bytes),
                directories,
                links));
        if (others > 0) {
            text.append(String.format(Locale.ROOT, ", %,d others", others));
        }
        text.append(found.isEmpty() ? ": all the same" : ": " + found.size() + " differences");
        for (String difference : found.subList(0, Math.min(SHOWN, found.size()))) {
            text.append(System.lineSeparator()).append("  ").append(difference);
        }
        return text.toString();
    }
}
