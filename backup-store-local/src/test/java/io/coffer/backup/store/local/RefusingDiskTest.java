package io.coffer.backup.store.local;

import static io.coffer.backup.store.local.TestObjects.bytes;
import static io.coffer.backup.store.local.TestObjects.names;
import static io.coffer.backup.store.local.TestObjects.put;
import static io.coffer.backup.store.local.TestObjects.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreAccessException;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreFullException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full or may not be written to. */
class RefusingDiskTest {
    private static final int SIZE = 100_000;

    @TempDir
    Path directory;

    @Test
    void fullDiskKeepsWhatWasThere() throws Exception {
        try (Mount mount = Mount.tmpfs(directory.resolve("disk"), "size=1m");
                ObjectStore store = TestObjects.open(mount.path().resolve("store"))) {
            int stored = fill(store);
            assertThat(stored).isBetween(5, 10);
            for (PutCondition condition : PutCondition.values()) {
                StoreFullException full = catchThrowableOfType(
                        StoreFullException.class, () -> store.put("new", ObjectData.of(bytes(SIZE)), condition));
                assertThat(full.objectName()).isEqualTo("new");
                assertThat(full.isTemporary()).isFalse();
                assertThat(full.getMessage())
                        .startsWith("cannot put object new (100000 bytes) in " + store.location()
                                + ": No space left on device")
                        .contains("free space or raise the quota", "what was stored before is untouched");
            }
            assertThatThrownBy(() -> put(store, "packs/0", SIZE * 2)).isInstanceOf(StoreFullException.class);
            assertThat(mount.path().resolve("store/.tmp~")).isEmptyDirectory();
            assertThat(names(store)).hasSize(stored);
            for (int i = 0; i < stored; i++) {
                assertThat(read(store, "packs/" + i)).isEqualTo(bytes(SIZE));
            }
            store.delete(List.of("packs/0"));
            put(store, "new", SIZE);
            assertThat(read(store, "new")).isEqualTo(bytes(SIZE));
        }
    }

    private static int fill(ObjectStore store) throws Exception {
        int stored = 0;
        while (stored < 100) {
            try {
                put(store, "packs/" + stored, SIZE);
                stored++;
            } catch (StoreFullException e) {
                return stored;
            }
        }
        throw new AssertionError("the disk never got full");
    }

    @Test
    void diskWithoutRoomForAnotherFileIsFull() throws Exception {
        try (Mount mount = Mount.tmpfs(directory.resolve("disk"), "size=1m,nr_inodes=6");
                ObjectStore store = TestObjects.open(mount.path())) {
            put(store, "packs/a", 1);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 6; i++) {
                            put(store, "packs/" + i, 1);
                        }
                    })
                    .isInstanceOf(StoreFullException.class);
            assertThat(read(store, "packs/a")).isEqualTo(bytes(1));
        }
    }

    @Test
    void readOnlyFileSystemIsRead() throws Exception {
        try (Mount mount = Mount.tmpfs(directory.resolve("disk"), "size=1m")) {
            try (ObjectStore store = TestObjects.open(mount.path())) {
                put(store, "packs/a", 10);
            }
            mount.remountReadOnly();
            try (ObjectStore store = TestObjects.open(mount.path())) {
                assertThat(names(store)).containsExactly("packs/a");
                assertThat(read(store, "packs/a")).isEqualTo(bytes(10));
                assertThat(store.capabilities()).isNotNull();
                assertRefused(store, "mount the file system of " + mount.path() + " for writing, or only read");
            }
        }
    }

    @Test
    void directoryWithoutPermissionIsRead() throws Exception {
        assumeThat(System.getProperty("user.name"))
                .as("root may write anywhere")
                .isNotEqualTo("root");
        try (ObjectStore store = TestObjects.open(directory.resolve("store"))) {
            put(store, "packs/a", 10);
            setPermissions("r-xr-xr-x");
            assertThat(read(store, "packs/a")).isEqualTo(bytes(10));
            assertRefused(store, "grant the user");
        } finally {
            setPermissions("rwxr-xr-x");
        }
    }

    private void setPermissions(String permissions) throws Exception {
        for (String path : List.of("store/.tmp~", "store/packs", "store")) {
            Files.setPosixFilePermissions(directory.resolve(path), PosixFilePermissions.fromString(permissions));
        }
    }

    private static void assertRefused(ObjectStore store, String remedy) throws Exception {
        assertThatThrownBy(() -> put(store, "packs/b", 10))
                .isInstanceOf(StoreAccessException.class)
                .hasMessageContaining("cannot put object packs/b (10 bytes) in " + store.location())
                .hasMessageContaining(remedy);
        assertThatThrownBy(() -> store.delete(List.of("packs/a")))
                .isInstanceOf(StoreAccessException.class)
                .hasMessageContaining("cannot delete object packs/a in " + store.location())
                .hasMessageContaining(remedy);
        assertThat(names(store)).containsExactly("packs/a");
    }

    @Test
    void deleteGoesOnAfterAFailure() throws Exception {
        try (Mount packs = Mount.tmpfs(directory.resolve("packs"), "size=1m");
                ObjectStore store = TestObjects.open(directory)) {
            Files.write(packs.path().resolve("a"), bytes(1));
            Files.write(packs.path().resolve("b"), bytes(1));
            packs.remountReadOnly();
            put(store, "index/c", 1);
            StoreException thrown = catchThrowableOfType(
                    StoreException.class, () -> store.delete(List.of("packs/a", "packs/b", "index/c")));
            assertThat(thrown.objectName()).isEqualTo("packs/a");
            assertThat(thrown.getSuppressed()).hasSize(1);
            assertThat(thrown.getSuppressed()[0]).hasMessageContaining("cannot delete object packs/b");
            assertThat(names(store)).containsExactlyInAnyOrder("packs/a", "packs/b");
        }
    }

    @Test
    void directoriesOnAnotherDiskAreExplained() throws Exception {
        try (Mount packs = Mount.tmpfs(directory.resolve("packs"), "size=1m");
                ObjectStore store = TestObjects.open(directory)) {
            assertThat(packs.path()).isEmptyDirectory();
            assertThatThrownBy(() -> put(store, "packs/a", 1))
                    .isExactlyInstanceOf(StoreException.class)
                    .hasMessageContaining("keep all of " + directory + " on one file system");
            assertThat(directory.resolve(".tmp~")).isEmptyDirectory();
        }
    }
}
