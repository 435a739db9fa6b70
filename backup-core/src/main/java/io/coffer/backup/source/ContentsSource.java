package io.coffer.backup.source;

import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A source made of contents that an application put into the repository by itself. A snapshot of it is
 * what anchors them: contents that no snapshot names count as garbage and go with the next prune.
 */
public final class ContentsSource implements Source {
    private final String name;
    private final Map<String, Content> contents;

    private ContentsSource(Builder builder) {
        this.name = builder.name;
        this.contents = new TreeMap<>(builder.contents);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String location() {
        return "contents:" + name;
    }

    @Override
    public OpenSource open(SourceContext context) throws IOException {
        Directory root = new Directory();
        contents.forEach(root::add);
        SourceEntry entry = root.toEntry(EntryName.of(name));
        return new OpenSource() {
            @Override
            public SourceEntry root() {
                return entry;
            }

            @Override
            public void close() {}
        };
    }

    /** Gathers contents under paths. Not safe for use by several threads. */
    public static final class Builder {
        private final NavigableMap<String, Content> contents = new TreeMap<>();
        private String name = "contents";

        Builder() {}

        /**
         * Names the source, so that its snapshots can be told from others.
         *
         * @param name valid in a file system
         * @return this builder
         */
        public Builder named(String name) {
            this.name = EntryName.of(name).toString();
            return this;
        }

        /**
         * Adds a content as a file.
         *
         * @param path with slashes between its parts and none at the start or end
         * @param content as the repository's {@code contents()} gave it for what was put
         * @param modified the time that the file gets
         * @return this builder
         * @throws IllegalArgumentException when the path is not one, or is taken by a file or a directory
         */
        public Builder add(String path, ContentId content, Instant modified) {
            for (String part : path.split("/", -1)) {
                EntryName.of(part);
            }
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                if (contents.containsKey(path.substring(0, slash))) {
                    throw new IllegalArgumentException(path + " lies under a file of this source");
                }
            }
            String next = contents.ceilingKey(path + "/");
            boolean isDirectory = next != null && next.startsWith(path + "/");
            if (isDirectory || contents.containsKey(path)) {
                throw new IllegalArgumentException(path + " is in this source already");
            }
            contents.put(path, new Content(Objects.requireNonNull(content, "content"), modified));
            return this;
        }

        /**
         * Makes the source.
         *
         * @return a source of what was added
         */
        public ContentsSource build() {
            return new ContentsSource(this);
        }
    }

    private record Content(ContentId id, Instant modified) {}

    /** A directory while the tree is put together from paths. */
    private static final class Directory {
        private final Map<String, Directory> directories = new TreeMap<>();
        private final List<SourceEntry> files = new ArrayList<>();
        private Instant modified = Instant.EPOCH;

        void add(String path, Content content) {
            // The time of a directory is that of its newest content, so that the same contents give the
            // same tree.
            if (content.modified().isAfter(modified)) {
                modified = content.modified();
            }
            int slash = path.indexOf('/');
            if (slash < 0) {
                files.add(new ContentEntry(EntryName.of(path), content));
            } else {
                directories
                        .computeIfAbsent(path.substring(0, slash), part -> new Directory())
                        .add(path.substring(slash + 1), content);
            }
        }

        SourceEntry toEntry(EntryName name) {
            List<SourceEntry> entries = new ArrayList<>(files);
            directories.forEach((part, directory) -> entries.add(directory.toEntry(EntryName.of(part))));
            return new VirtualDirectory(name, modified, entries);
        }
    }

    private record ContentEntry(EntryName name, Content kept) implements SourceEntry {
        @Override
        public EntryAttributes attributes() {
            return EntryAttributes.of(EntryType.FILE, 0, kept.modified());
        }

        @Override
        public @Nullable ContentId content() {
            return kept.id();
        }
    }
}
