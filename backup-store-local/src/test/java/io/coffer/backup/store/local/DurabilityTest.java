package io.coffer.backup.store.local;

import static io.coffer.backup.store.local.TestObjects.names;
import static io.coffer.backup.store.local.TestObjects.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written out to the disk, and when: the data before it has its name, the name before put returns. */
class DurabilityTest {
    private static final String NAME = "packs/a1/x";

    @TempDir
    Path directory;

    private final List<String> events = new ArrayList<>();
    private Path root;

    @BeforeEach
    void chooseRoot() {
        root = directory.resolve("new/store");
    }

    @Test
    void firstPutMakesEveryDirectoryDurable() throws Exception {
        try (ObjectStore store = open(this::record)) {
            put(store, NAME, 10);
        }
        int data = events.indexOf("data of 10 bytes, no object");
        int lastUnnamed = events.lastIndexOf("new/store/packs, no object");
        assertThat(data).as(events.toString()).isNotNegative();
        // The directories that hold new ones, each when there is something new in it.
        assertThat(events.subList(0, data)).containsExactly(", no object", "new, no object", "new/store, no object");
        assertThat(lastUnnamed).isGreaterThan(data);
        assertThat(events.subList(lastUnnamed + 1, events.size()))
                .containsExactly(
                        "new/store/packs/a1, object", "new/store/packs, object", "new/store, object", "new, object");
    }

    @Test
    void laterPutsWriteOutTheirDirectoryOnly() throws Exception {
        for (PutCondition condition : PutCondition.values()) {
            try (ObjectStore store = open(this::record)) {
                put(store, "packs/a1/other", 5);
                store.delete(List.of(NAME));
                events.clear();
                store.put(NAME, ObjectData.of(new byte[10]), condition);
                assertThat(events).containsExactly("data of 10 bytes, no object", "new/store/packs/a1, object");
            }
        }
    }

    /** Another program may have made the directories, and have been stopped before they were durable. */
    @Test
    void everyStoreWritesOutTheDirectoriesAboveOnce() throws Exception {
        try (ObjectStore store = open(Sync.NONE)) {
            put(store, "packs/a1/other", 5);
        }
        try (ObjectStore store = open(this::record)) {
            put(store, NAME, 10);
        }
        assertThat(events)
                .containsExactly(
                        "data of 10 bytes, no object",
                        "new/store/packs/a1, object",
                        "new/store/packs, object",
                        "new/store, object",
                        "new, object");
    }

    @Test
    void deletesAreWrittenOutOnceForEachDirectory() throws Exception {
        try (ObjectStore store = open(this::record)) {
            put(store, NAME, 10);
            put(store, "packs/a1/y", 10);
            put(store, "packs/a2/z", 10);
            events.clear();
            store.delete(List.of(NAME, "packs/a1/y", "packs/a2/z", "packs/a2/missing"));
            assertThat(events)
                    .containsExactlyInAnyOrder("new/store/packs/a1, no object", "new/store/packs/a2, no object");
        }
    }

    @Test
    void nothingIsWrittenOutWithoutFsync() throws Exception {
        try (ObjectStore store =
                LocalObjectStore.builder(root).sync(this::record).fsync(false).open()) {
            put(store, NAME, 10);
        }
        assertThat(events).isEmpty();
    }

    @Test
    void dataThatCannotBeWrittenOutGetsNoName() throws Exception {
        try (ObjectStore store = open((channel, path) -> {
            if (Files.isRegularFile(path)) {
                throw new IOException("the disk is on fire");
            }
        })) {
            for (PutCondition condition : PutCondition.values()) {
                assertThatThrownBy(() -> store.put(NAME, ObjectData.of(new byte[10]), condition))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("the disk is on fire");
                assertThat(names(store)).isEmpty();
            }
        }
        assertThat(root.resolve(".tmp~")).isEmptyDirectory();
    }

    @Test
    void nameThatCannotBeWrittenOutIsAFailure() throws Exception {
        boolean[] onFire = {false};
        try (ObjectStore store = open((channel, path) -> {
            if (onFire[0] && Files.isDirectory(path)) {
                throw new IOException("the disk is on fire");
            }
        })) {
            put(store, NAME, 10);
            onFire[0] = true;
            assertThatThrownBy(() -> put(store, "packs/a1/y", 10)).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> store.delete(List.of(NAME))).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void fileSystemThatNeverWritesOutDirectoriesIsUsedAllTheSame() throws Exception {
        try (ObjectStore store = open((channel, path) -> {
            record(channel, path);
            if (Files.isDirectory(path)) {
                throw new IOException("Invalid argument");
            }
        })) {
            put(store, NAME, 10);
            put(store, "packs/a1/y", 20);
            assertThat(names(store)).hasSize(2);
        }
        // It is asked once.
        assertThat(events).containsExactly(", no object", "data of 10 bytes, no object", "data of 20 bytes, object");
    }

    /** A file server repeats a request whose answer was lost, and says that the name is taken: by the first request. */
    @Test
    void linkThatWasMadeAlreadyIsNoFailure() throws Exception {
        Path temporary = Files.writeString(directory.resolve("temporary"), "x");
        Path target = Files.createLink(directory.resolve("target"), temporary);
        ObjectWriter.link(temporary, target);
        Path other = Files.writeString(directory.resolve("other"), "x");
        assertThatThrownBy(() -> ObjectWriter.link(other, target)).isInstanceOf(FileAlreadyExistsException.class);
    }

    private ObjectStore open(Sync sync) throws IOException {
        return LocalObjectStore.builder(root).sync(sync).open();
    }

    private void record(FileChannel channel, Path path) throws IOException {
        assertThat(channel.isOpen()).isTrue();
        String what = Files.isDirectory(path)
                ? directory.relativize(path).toString()
                : "data of " + channel.size() + " bytes";
        events.add(what + (Files.exists(root.resolve(NAME)) ? ", object" : ", no object"));
    }
}
