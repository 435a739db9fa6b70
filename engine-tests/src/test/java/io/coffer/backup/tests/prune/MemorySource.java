package io.coffer.backup.tests.prune;

import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.source.OpenSource;
import io.coffer.backup.source.Source;
import io.coffer.backup.source.SourceChildren;
import io.coffer.backup.source.SourceContext;
import io.coffer.backup.source.SourceEntry;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A directory of directories of files that are in memory. What a file holds follows from a number. */
public final class MemorySource implements Source {
    private final String name;
    private final Map<String, Integer> files;
    private final int length;

    /** Files by path, with one slash, and the seed of their bytes; all have the same length. */
    public MemorySource(String name, Map<String, Integer> files, int length) {
        this.name = name;
        this.files = new TreeMap<>(files);
        this.length = length;
    }

    static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    Map<String, Integer> files() {
        return files;
    }

    int length() {
        return length;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String location() {
        return "memory:" + name;
    }

    @Override
    public OpenSource open(SourceContext context) {
        Map<String, List<SourceEntry>> directories = new TreeMap<>();
        files.forEach((path, seed) -> {
            String[] parts = path.split("/");
            directories.computeIfAbsent(parts[0], key -> new ArrayList<>()).add(new File(parts[1], seed, length));
        });
        List<SourceEntry> entries = new ArrayList<>();
        directories.forEach((directory, children) -> entries.add(new Directory(directory, children)));
        SourceEntry root = new Directory("root", entries);
        return new OpenSource() {
            @Override
            public SourceEntry root() {
                return root;
            }

            @Override
            public void close() {}
        };
    }

    private record Directory(String text, List<SourceEntry> entries) implements SourceEntry {
        @Override
        public EntryName name() {
            return EntryName.of(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public EntryAttributes attributes() {
            return EntryAttributes.of(EntryType.DIRECTORY, 0, Instant.EPOCH);
        }

        @Override
        public SourceChildren children() {
            return SourceChildren.of(entries);
        }
    }

    private record File(String text, int seed, int length) implements SourceEntry {
        @Override
        public EntryName name() {
            return EntryName.of(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public EntryAttributes attributes() {
            // The time follows from the bytes, so that what has not changed need not be read.
            return EntryAttributes.of(EntryType.FILE, length, Instant.EPOCH.plusSeconds(seed));
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes(seed, length));
        }
    }
}
