package io.coffer.backup.tests.fidelity;

import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.source.OpenSource;
import io.coffer.backup.source.Source;
import io.coffer.backup.source.SourceContext;
import io.coffer.backup.source.SourceEntry;
import io.coffer.backup.source.VirtualDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** A source of files that do not stay as they are while they are read, or cannot be read at all. */
final class MovingSource implements Source {
    private final List<SourceEntry> entries;

    MovingSource(SourceEntry... entries) {
        this.entries = List.of(entries);
    }

    @Override
    public String name() {
        return "moving";
    }

    @Override
    public String location() {
        return "test:moving";
    }

    @Override
    public OpenSource open(SourceContext context) {
        return new OpenSource() {
            @Override
            public SourceEntry root() {
                return new VirtualDirectory(EntryName.of("moving"), Instant.EPOCH, entries);
            }

            @Override
            public void close() {}
        };
    }

    /** A file that each reading changes, so many times; each state has a size and a content of its own. */
    static final class MovingFile implements SourceEntry {
        private final EntryName name;
        private final int[] sizes;
        private int state;
        private int opened;

        /**
         * Makes a file.
         *
         * @param sizes of its states; negative for one in which it is gone
         */
        MovingFile(String name, int... sizes) {
            this.name = EntryName.of(name);
            this.sizes = sizes;
        }

        static byte[] content(int state, int size) {
            byte[] bytes = new byte[size];
            Arrays.fill(bytes, (byte) ('a' + state));
            return bytes;
        }

        int opened() {
            return opened;
        }

        @Override
        public EntryName name() {
            return name;
        }

        @Override
        public EntryAttributes attributes() {
            return in(0);
        }

        private EntryAttributes in(int of) {
            return EntryAttributes.of(EntryType.FILE, sizes[of], Instant.ofEpochSecond(of));
        }

        @Override
        public EntryAttributes currentAttributes() throws IOException {
            present();
            return in(state);
        }

        private void present() throws IOException {
            if (sizes[state] < 0) {
                throw new java.nio.file.NoSuchFileException(name.toString());
            }
        }

        @Override
        public InputStream open() throws IOException {
            present();
            opened++;
            InputStream data = new ByteArrayInputStream(content(state, sizes[state]));
            state = Math.min(state + 1, sizes.length - 1);
            return data;
        }
    }

    /** An entry that throws whenever it is asked for more than its name. */
    record Unreadable(EntryName name, EntryType type, IOException why) implements SourceEntry {
        @Override
        public EntryAttributes attributes() {
            return EntryAttributes.of(type, type == EntryType.FILE ? 10 : 0, Instant.EPOCH);
        }

        @Override
        public io.coffer.backup.source.SourceChildren children() throws IOException {
            throw why;
        }

        @Override
        public InputStream open() throws IOException {
            throw why;
        }

        @Override
        public byte[] linkTarget() throws IOException {
            throw why;
        }
    }
}
