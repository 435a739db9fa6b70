package io.coffer.backup.internal.repository;

import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.internal.format.Envelope;
import io.coffer.backup.internal.format.IndexMerge;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackFormat;
import io.coffer.backup.internal.format.Sha256;
import io.coffer.backup.spi.ObjectData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index objects of a repository in its local cache, mapped into memory from there. A lookup asks every file, so
 * small ones are merged when they become many. Thread-safe.
 */
final class CachedIndex {
    /** No file is longer, in bytes, so that every place in it is an int. */
    static final int MAX_FILE = 1 << 30;

    private static final Logger LOG = LoggerFactory.getLogger(CachedIndex.class);
    private static final String KIND = "index";
    private static final String COVERS = ".covers";
    private static final String MERGED = ".merged";
    private static final int MAX_COVERS = 256 << 20;
    /** So many files that could be merged are not worth it. */
    private static final int MAX_RUNS = 8;

    private final LocalCache cache;
    /** A cache that takes no merged file need not be asked again and again. */
    private volatile boolean refuses;

    /** A file of the cache: one index object, or several merged. */
    record Run(String file, Set<String> covers, IndexTable table) {}

    /** Files that were merged, and what has come in their place. */
    record Merge(List<Run> inputs, Run output) {
        List<Run> applyTo(List<Run> runs) {
            List<Run> result = new ArrayList<>(runs);
            result.removeAll(inputs);
            result.add(output);
            return result;
        }
    }

    CachedIndex(LocalCache cache) {
        this.cache = cache;
    }

    /** What the cache has of the index objects that there are now. */
    List<Run> runs(Set<String> names) {
        List<Run> runs = new ArrayList<>();
        for (String file : cache.list(KIND)) {
            if (file.endsWith(COVERS)) {
                continue;
            }
            Set<String> covers = covers(file);
            if (!names.containsAll(covers)) {
                drop(file);
                continue;
            }
            Run run = open(file, covers);
            if (run != null) {
                runs.add(run);
            }
        }
        // Two processes may have merged the same objects: the larger result is enough.
        runs.sort(Comparator.comparing(run -> -run.covers().size()));
        Set<String> covered = new HashSet<>();
        List<Run> needed = new ArrayList<>();
        for (Run run : runs) {
            if (covered.addAll(run.covers())) {
                needed.add(run);
            } else {
                drop(run.file());
            }
        }
        return needed;
    }

    /** A file that holds one object has its name; one that holds several has a list beside it. */
    private Set<String> covers(String file) {
        byte[] list = cache.read(KIND, file + COVERS, MAX_COVERS);
        return list == null
                ? Set.of(file)
                : new TreeSet<>(List.of(new String(list, StandardCharsets.US_ASCII).split("\n")));
    }

    private void drop(String file) {
        cache.delete(KIND, file);
        cache.delete(KIND, file + COVERS);
    }

    private @Nullable Run open(String file, Set<String> covers) {
        ByteBuffer bytes = map(file);
        if (bytes == null) {
            return null;
        }
        try {
            String object = ObjectType.INDEX.prefix() + file;
            IndexTable table = table(object, CacheSum.verified(file, object, bytes));
            if (!covers.contains(file)) {
                requireList(table, covers);
            }
            return new Run(file, covers, table);
        } catch (RepositoryException damaged) {
            LOG.warn("a file of the cache is damaged, and is made anew: {}", damaged.getMessage());
            drop(file);
            return null;
        }
    }

    private @Nullable ByteBuffer map(String file) {
        return cache.map(KIND, file, MAX_FILE + CacheSum.LENGTH);
    }

    /** In the cache an index object is not sealed. */
    private static IndexTable table(String object, ByteBuffer bytes) throws RepositoryException {
        return new IndexTable(object, Envelope.unwrapTrusted(object, ObjectType.INDEX, bytes));
    }

    private static void requireList(IndexTable merged, Set<String> covers) throws RepositoryException {
        if (!Arrays.equals(merged.nonce(), nonceOf(list(covers)))) {
            throw Damage.in(merged.name(), "the list of what is merged in it is another");
        }
    }

    private static byte[] list(Set<String> covers) {
        return String.join("\n", new TreeSet<>(covers)).getBytes(StandardCharsets.US_ASCII);
    }

    /** Ties a merged file to the list beside it. */
    private static byte[] nonceOf(byte[] list) {
        return Arrays.copyOf(Sha256.of(list), PackFormat.NONCE_LENGTH);
    }

    /** Puts an index object into the cache; gives it as it is in memory when that fails. */
    Run keep(String name, ByteBuffer inMemory) throws IOException {
        ObjectData content = ObjectData.of(inMemory.duplicate().position(0));
        cache.write(KIND, name, CacheSum.after(name, content::writeTo));
        ByteBuffer mapped = map(name);
        // Another process may have removed the file already, or it was not written; then the copy in memory serves.
        ByteBuffer source = mapped != null && isStart(inMemory, mapped) ? mapped.slice(0, inMemory.limit()) : inMemory;
        return new Run(name, Set.of(name), table(ObjectType.INDEX.prefix() + name, source));
    }

    private static boolean isStart(ByteBuffer object, ByteBuffer file) {
        return file.limit() == object.limit() + CacheSum.LENGTH
                && file.slice(0, object.limit()).equals(object.duplicate().position(0));
    }

    /**
     * Merges small files when there are many. The largest stay out of it, so that each entry is merged a number of times
     * that grows slowly; and those that two of could be too long.
     *
     * @return null when there is nothing to merge, or the cache does not take it
     */
    @Nullable
    Merge merge(List<Run> runs) throws RepositoryException {
        List<Run> small = new ArrayList<>(runs);
        small.removeIf(run -> run.table().objectLength() > MAX_FILE / 2);
        if (small.size() <= MAX_RUNS) {
            return null;
        }
        small.sort(Comparator.comparingInt(run -> run.table().size()));
        int count = small.size() - MAX_RUNS / 2;
        while (IndexMerge.length(tables(small.subList(0, count))) > MAX_FILE) {
            count--;
        }
        List<Run> inputs = List.copyOf(small.subList(0, count));
        Run output = write(inputs);
        if (output == null) {
            refuses = true;
            return null;
        }
        inputs.forEach(run -> drop(run.file()));
        return new Merge(inputs, output);
    }

    private static List<IndexTable> tables(List<Run> runs) {
        return runs.stream().map(Run::table).toList();
    }

    private @Nullable Run write(List<Run> inputs) throws RepositoryException {
        Set<String> covers = new TreeSet<>();
        inputs.forEach(run -> covers.addAll(run.covers()));
        String file = UUID.randomUUID() + MERGED;
        byte[] list = list(covers);
        cache.write(KIND, file + COVERS, list);
        cache.write(
                KIND, file, CacheSum.after(file, channel -> IndexMerge.write(tables(inputs), nonceOf(list), channel)));
        return open(file, covers);
    }

    /** Merges tables of an index that has grown by many since it was read. */
    void tidy(Index index) throws RepositoryException {
        List<Index.Run> tables = index.runs();
        if (refuses || tables.size() <= MAX_RUNS) {
            return;
        }
        List<Run> runs = new ArrayList<>();
        for (Index.Run run : tables) {
            String file = run.table().name().substring(ObjectType.INDEX.prefix().length());
            Set<String> covers = covers(file);
            // Without its list, a merged file is one that another process has merged with others meanwhile.
            if (!file.endsWith(MERGED) || !covers.contains(file)) {
                runs.add(new Run(file, covers, run.table()));
            }
        }
        Merge merge = merge(runs);
        if (merge != null) {
            index.merge(tables(merge.inputs()), merge.output().table());
        }
    }
}
