package io.coffer.backup.tests.machines;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files of a machine, which are made as they are read. */
record MachineSource(String name, MachineFiles files) implements Source {
    @Override
    public String location() {
        return "machine:" + name;
    }

    @Override
    public OpenSource open(SourceContext context) {
        Map<String, List<SourceEntry>> directories = new TreeMap<>();
        for (String path : files.paths()) {
            String[] parts = path.split("/");
            directories
                    .computeIfAbsent(parts[0], unused -> new ArrayList<>())
                    .add(new FileEntry(parts[1], path, files));
        }
        List<SourceEntry> entries = new ArrayList<>();
        directories.forEach((directory, children) -> entries.add(new DirectoryEntry(directory, children)));
        SourceEntry root = new DirectoryEntry("root", entries);
        return new OpenSource() {
            @Override
            public SourceEntry root() {
                return root;
            }

            @Override
            public void close() {}
        };
    }

    private record DirectoryEntry(String text, List<SourceEntry> entries) implements SourceEntry {
        @Override
        public EntryName name() {
            return EntryName.of(text);
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

    private record FileEntry(String text, String path, MachineFiles files) implements SourceEntry {
        @Override
        public EntryName name() {
            return EntryName.of(text);
        }

        @Override
        public EntryAttributes attributes() {
            // The time follows from the bytes, so that what has not changed need not be read.
            return EntryAttributes.of(
                    EntryType.FILE,
                    MachineFiles.length(),
                    Instant.EPOCH.plusSeconds(Math.floorMod(files.seedOf(path), 1_000_000_000L)));
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(files.bytes(path));
        }
    }
}
