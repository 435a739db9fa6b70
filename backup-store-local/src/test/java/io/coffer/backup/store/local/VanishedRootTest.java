package io.coffer.backup.store.local;

import static io.coffer.backup.store.local.TestObjects.names;
import static io.coffer.backup.store.local.TestObjects.put;
import static io.coffer.backup.store.local.TestObjects.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is unplugged while a store on it is open must not look like an empty store, nor be written beside. */
class VanishedRootTest {
    @TempDir
    Path directory;

    @Test
    void rootThatWasThereAndIsGoneIsUnavailable() throws Exception {
        Path root = directory.resolve("store");
        Path away = directory.resolve("away");
        try (ObjectStore store = TestObjects.open(root)) {
            put(store, "a/b", 10);
            Files.move(root, away);
            assertUnavailable(
                    store,
                    "the directory " + root + ", which was there before, is gone; connect or mount the"
                            + " storage again, or open the store anew if this is as it should be");
            assertThat(root).doesNotExist();
            Files.move(away, root);
            assertThat(names(store)).containsExactly("a/b");
            put(store, "c", 10);
        }
    }

    @Test
    void rootThatWasThereWhenTheStoreWasOpenedIsUnavailable() throws Exception {
        Path root = Files.createDirectory(directory.resolve("store"));
        try (ObjectStore store = TestObjects.open(root)) {
            Files.delete(root);
            assertUnavailable(store, "is gone");
            assertThat(root).doesNotExist();
        }
    }

    /** The mount point of a disk is still there when the disk is not. */
    @Test
    void emptyDirectoryInItsPlaceIsUnavailable() throws Exception {
        Path root = directory.resolve("store");
        try (ObjectStore store = TestObjects.open(root)) {
            put(store, "a/b", 10);
        }
        try (ObjectStore store = TestObjects.open(root)) {
            Files.move(root, directory.resolve("away"));
            Files.createDirectory(root);
            assertUnavailable(store, "is not the one that was there before: it has no .tmp~ in it");
            assertThat(root).isEmptyDirectory();
        }
    }

    @Test
    void unmountedFileSystemIsUnavailable() throws Exception {
        try (Mount mount = Mount.tmpfs(directory.resolve("disk"), "size=1m")) {
            try (ObjectStore store = TestObjects.open(mount.path())) {
                put(store, "a/b", 10);
                mount.unmount();
                assertUnavailable(store, "it has no .tmp~ in it");
                assertThat(mount.path()).isEmptyDirectory();
            }
        }
    }

    @Test
    void rootThatNeverWasIsEmpty() throws Exception {
        try (ObjectStore store = TestObjects.open(directory.resolve("new"))) {
            assertThat(names(store)).isEmpty();
            assertThatThrownBy(() -> read(store, "a/b")).isInstanceOf(ObjectNotFoundException.class);
        }
    }

    /** A copy of a store that was made without hidden files has no directory for temporary ones. */
    @Test
    void storeWithoutTemporaryDirectoryIsRead() throws Exception {
        try (ObjectStore store = TestObjects.open(directory)) {
            put(store, "a/b", 10);
        }
        Files.delete(directory.resolve(".tmp~"));
        try (ObjectStore store = TestObjects.open(directory)) {
            assertThat(names(store)).containsExactly("a/b");
            assertThatThrownBy(() -> read(store, "missing")).isInstanceOf(ObjectNotFoundException.class);
            put(store, "c", 10);
            assertThat(directory.resolve(".tmp~")).isDirectory();
        }
    }

    private static void assertUnavailable(ObjectStore store, String found) throws Exception {
        Map<String, ThrowingCallable> calls = Map.of(
                "list objects \"\"", () -> store.list("", object -> {}),
                "get object a/b", () -> store.get("a/b").close(),
                "get 1 bytes at offset 0 of object a/b", () -> store.get("a/b", 0, 1),
                "look at object a/b", () -> store.stat("a/b"),
                "list objects \"a/\"", () -> store.list("a/", object -> {}),
                "delete object a/b", () -> store.delete(List.of("a/b")),
                "put object a/b (10 bytes)", () -> put(store, "a/b", 10),
                "put object a/c (10 bytes)",
                        () -> store.put("a/c", ObjectData.of(new byte[10]), PutCondition.IF_ABSENT));
        calls.forEach((action, call) -> {
            StoreUnavailableException thrown = catchThrowableOfType(StoreUnavailableException.class, call);
            assertThat(thrown)
                    .as(action)
                    .isNotNull()
                    .hasMessageStartingWith("cannot " + action + " in " + store.location() + ": the directory ")
                    .hasMessageContaining(found);
            assertThat(thrown.isTemporary()).isTrue();
        });
    }
}
