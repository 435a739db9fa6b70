package io.coffer.benchmarks;

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
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A tree of any number of small files with bytes that come from a seed, no two of them the same. Nothing of it is
 * stored anywhere, so that it takes neither memory nor time worth speaking of. Immutable.
 *
 * @param files how many there were at first
 * @param every 1 for all of them, 2 for every second one, and so on: the others are gone
 * @param seed of the bytes
 */
record ManySmallFiles(int files, int every, long seed) implements Source {
    static final int FILE_LENGTH = 32;
    static final int FILES_IN_DIRECTORY = 1000;
    private static final Instant MODIFIED = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public String name() {
        return "files";
    }

    @Override
    public String location() {
        return "many-small-files:" + files + ":" + seed;
    }

    @Override
    public OpenSource open(SourceContext context) {
        int directories = (files + FILES_IN_DIRECTORY - 1) / FILES_IN_DIRECTORY;
        Directory root = new Directory("root", children(directories, 1, this::directory));
        return new OpenSource() {
            @Override
            public SourceEntry root() {
                return root;
            }

            @Override
            public void close() {}
        };
    }

    private SourceEntry directory(int number) {
        int first = number * FILES_IN_DIRECTORY;
        int count = Math.min(FILES_IN_DIRECTORY, files - first);
        return new Directory(name("d", number), children(count, every, place -> new SmallFile(first + place, seed)));
    }

    private static String name(String prefix, int number) {
        return String.format(Locale.ROOT, "%s%08d", prefix, number);
    }

    /** Makes entries one by one, as they are asked for. */
    private interface Children {
        SourceChildren list();
    }

    private static Children children(int count, int step, IntFunction<SourceEntry> entry) {
        return () -> new SourceChildren() {
            private int next;

            @Override
            public @Nullable SourceEntry next() {
                int number = next;
                next += step;
                return number < count ? entry.apply(number) : null;
            }

            @Override
            public void close() {}
        };
    }

    private record Directory(EntryName name, Children list) implements SourceEntry {
        Directory(String name, Children list) {
            this(EntryName.of(name), list);
        }

        @Override
        public EntryAttributes attributes() {
            return EntryAttributes.of(EntryType.DIRECTORY, 0, MODIFIED);
        }

        @Override
        public SourceChildren children() {
            return list.list();
        }
    }

    private record SmallFile(EntryName name, int number, long seed) implements SourceEntry {
        SmallFile(int number, long seed) {
            this(EntryName.of(ManySmallFiles.name("f", number)), number, seed);
        }

        @Override
        public EntryAttributes attributes() {
            return EntryAttributes.of(EntryType.FILE, FILE_LENGTH, MODIFIED);
        }

        @Override
        public InputStream open() {
            byte[] bytes = new byte[FILE_LENGTH];
            new SplittableRandom(seed + number).nextBytes(bytes);
            return new ByteArrayInputStream(bytes);
        }
    }
}
