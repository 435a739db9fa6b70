package io.coffer.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What list promises. */
abstract class ListingContract extends ReadingContract {
    private static final int UPLOADERS = 8;

    /** Nothing is listed in an empty store, for any prefix. */
    @Test
    protected void emptyStoreListsNothing() throws Exception {
        for (String prefix : List.of("", "a", "packs/", "packs/a", "a/b/c/d/e/f/g/h")) {
            assertThat(list(prefix)).as("prefix \"" + prefix + "\"").isEmpty();
        }
    }

    /** A prefix is any start of a name: whole segments, a part of one, a whole name, or nothing. */
    @Test
    protected void prefixesAreStartsOfNames() throws Exception {
        Set<String> all = Set.of(
                "config",
                "config.old",
                "keys/1",
                "packs/a1/x",
                "packs/a1/xy",
                "packs/a2/x",
                "packs/b1/x",
                "packs.txt",
                "packs-old/a1/x",
                "snapshots/a");
        for (String name : all) {
            put(name, bytes(name.length()));
        }
        List<String> prefixes = List.of(
                "",
                "c",
                "config",
                "config.",
                "config.old",
                "keys",
                "keys/",
                "keys/1",
                "packs",
                "packs/",
                "packs/a",
                "packs/a1",
                "packs/a1/",
                "packs/a1/x",
                "packs/a1/xy",
                "packs/b",
                "packs-",
                "packs.",
                "s",
                "z",
                "packs/c",
                "packs/a1/z",
                "keys/1/",
                "config/",
                "packs/a1/x/y");
        for (String prefix : prefixes) {
            Set<String> expected = new TreeSet<>(all);
            expected.removeIf(name -> !name.startsWith(prefix));
            assertThat(list(prefix)).as("prefix \"" + prefix + "\"").containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    /** What no name can start with lists nothing, and is refused at most: no way leads out of the root. */
    @Test
    protected void impossiblePrefixesListNothing() throws Exception {
        put("a/b", bytes(1));
        for (String prefix :
                List.of("/", "//", "a//", "../", "..", "a/../", "./", "a/./", "A", "a\\", "%2e", "*", "a/*", "?")) {
            List<String> listed = new ArrayList<>();
            try {
                listed.addAll(list(prefix));
            } catch (IllegalArgumentException e) {
                // Allowed: misuse.
                listed.clear();
            }
            assertThat(listed).as("prefix \"" + prefix + "\"").isEmpty();
        }
    }

    /** A listing tells what stat tells. */
    @Test
    protected void listingTellsWhatStatTells() throws Exception {
        put("info/empty", bytes(0));
        put("info/some", bytes(4321));
        List<ObjectInfo> listed = new ArrayList<>();
        store().list("info/", listed::add);
        assertThat(listed).hasSize(2);
        for (ObjectInfo info : listed) {
            ObjectInfo known = store().stat(info.name());
            assertThat(info.size()).as(info.name()).isEqualTo(known.size());
            // Some storages tell the time to the second in one place and to the millisecond in the other.
            assertThat(info.modified().getEpochSecond())
                    .as(info.name())
                    .isEqualTo(known.modified().getEpochSecond());
        }
    }

    /** However many objects there are, each is listed once. */
    @Test
    protected void manyObjectsAreListedOnceEach() throws Exception {
        int count = manyObjects();
        List<Callable<Integer>> uploads = new ArrayList<>();
        for (int uploader = 0; uploader < UPLOADERS; uploader++) {
            int first = uploader;
            uploads.add(() -> {
                for (int i = first; i < count; i += UPLOADERS) {
                    store().put(manyName(i), ObjectData.of(bytes(i % 3)), PutCondition.NONE);
                }
                return first;
            });
        }
        together(uploads);
        settle();
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < count; i++) {
            expected.add(manyName(i));
        }
        assertListsOnceEach("", expected);
        assertListsOnceEach("many", expected);
        expected.removeIf(name -> !name.startsWith("many/7/1"));
        assertListsOnceEach("many/7/1", expected);
    }

    /** Half of them in one directory, so that it alone has several pages. */
    private static String manyName(int i) {
        return "many/" + (i % 2 == 0 ? 7 : i % 17) + "/" + i;
    }

    private void assertListsOnceEach(String prefix, Set<String> expected) throws IOException {
        List<String> listed = list(prefix);
        assertThat(new HashSet<>(listed))
                .as("names with prefix \"" + prefix + "\"")
                .isEqualTo(expected);
        assertThat(listed)
                .as("number of objects with prefix \"" + prefix + "\"")
                .hasSize(expected.size());
    }

    /** What the visitor throws ends the listing and reaches the caller as it is. */
    @Test
    protected void exceptionOfTheVisitorEndsTheListing() throws Exception {
        for (int i = 0; i < 5; i++) {
            put("visited/" + i, bytes(1));
        }
        List<Exception> failures =
                List.of(new IOException("enough"), new IllegalStateException("enough"), new NoSuchFileException("x"));
        for (Exception failure : failures) {
            List<String> visited = new ArrayList<>();
            assertThatThrownBy(() -> store().list("visited/", object -> {
                        visited.add(object.name());
                        if (visited.size() == 2) {
                            if (failure instanceof IOException checked) {
                                throw checked;
                            }
                            throw (RuntimeException) failure;
                        }
                    }))
                    .isSameAs(failure);
            assertThat(visited).hasSize(2);
        }
        assertThat(list("visited/")).hasSize(5);
    }

    /** The visitor is called by the thread that lists. */
    @Test
    protected void visitorRunsInTheCallingThread() throws Exception {
        put("thread", bytes(1));
        Set<Thread> threads = new HashSet<>();
        store().list("", object -> threads.add(Thread.currentThread()));
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    /** The visitor may use the store; what it neither puts nor deletes is listed once. */
    @Test
    protected void visitorMayReadPutAndDelete() throws Exception {
        for (int i = 0; i < 60; i++) {
            put("stays/" + i, bytes(i));
            put("goes/" + i, bytes(i));
        }
        List<String> stayed = new ArrayList<>();
        store().list("", object -> {
            String name = object.name();
            if (name.startsWith("goes/")) {
                store().delete(List.of(name));
                if (name.endsWith("0")) {
                    store().put(name.replace("goes", "comes"), ObjectData.of(bytes(3)), PutCondition.NONE);
                }
            } else if (name.startsWith("stays/")) {
                assertThat(read(name)).hasSize((int) object.size());
                stayed.add(name);
            }
        });
        settle();
        assertThat(stayed).doesNotHaveDuplicates().hasSize(60);
        assertThat(list("goes/")).isEmpty();
        assertThat(list("comes/")).hasSize(6);
    }
}
