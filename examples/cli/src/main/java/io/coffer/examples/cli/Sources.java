package io.coffer.examples.cli;

import io.coffer.backup.source.DirectorySource;
import io.coffer.backup.source.OpenSource;
import io.coffer.backup.source.Source;
import io.coffer.backup.source.SourceContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes sources from the paths that a user gives. */
final class Sources {
    private Sources() {}

    /**
     * Makes one source for each path.
     *
     * @param paths of directories and files
     * @param excludes patterns for the directories
     * @return sources with different names
     * @throws IOException when there is nothing at a path
     */
    static Source[] of(List<Path> paths, String[] excludes) throws IOException {
        Set<Path> absolute = new LinkedHashSet<>();
        for (Path path : paths) {
            absolute.add(path.toAbsolutePath().normalize());
        }
        List<Path> distinct = new ArrayList<>(absolute);
        List<String> names = names(distinct);
        Source[] sources = new Source[distinct.size()];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = source(distinct.get(i), names.get(i), excludes);
        }
        return sources;
    }

    private static Source source(Path path, String name, String[] excludes) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (Files.isDirectory(path)) {
            DirectorySource directory = Source.directory(path);
            return (excludes.length == 0 ? directory : directory.exclude(excludes)).named(name);
        }
        return new NamedSource(name, Source.file(path));
    }

    /**
     * Names paths by their last part, and those that have it in common by more of their parts: {@code /home/a/src}
     * and {@code /home/b/src} are {@code a-src} and {@code b-src}, in whatever order they are given, so that the next
     * backup finds them under the same names.
     */
    static List<String> names(List<Path> paths) {
        int[] parts = new int[paths.size()];
        boolean longer = true;
        while (longer) {
            longer = false;
            Map<String, Integer> uses = new HashMap<>();
            for (int i = 0; i < parts.length; i++) {
                uses.merge(name(paths.get(i), parts[i]), 1, Integer::sum);
            }
            for (int i = 0; i < parts.length; i++) {
                Path path = paths.get(i);
                if (uses.getOrDefault(name(path, parts[i]), 0) > 1 && parts[i] < path.getNameCount() - 1) {
                    parts[i]++;
                    longer = true;
                }
            }
        }
        List<String> names = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < parts.length; i++) {
            // /a/b and /a-b have nothing more to tell them apart.
            String base = name(paths.get(i), parts[i]);
            String name = base;
            for (int number = 2; !taken.add(name); number++) {
                name = base + "-" + number;
            }
            names.add(name);
        }
        return names;
    }

    private static String name(Path path, int parents) {
        int count = path.getNameCount();
        if (count == 0) {
            return "root";
        }
        StringBuilder name = new StringBuilder();
        for (int i = Math.max(0, count - 1 - parents); i < count; i++) {
            name.append(name.isEmpty() ? "" : "-").append(path.getName(i));
        }
        return name.toString();
    }

    /** A source under another name. */
    private record NamedSource(String name, Source source) implements Source {
        @Override
        public String location() {
            return source.location();
        }

        @Override
        public OpenSource open(SourceContext context) throws IOException {
            return source.open(context);
        }
    }
}
