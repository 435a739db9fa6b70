package io.coffer.backup.store.local;

import static io.coffer.backup.store.local.TestObjects.bytes;
import static io.coffer.backup.store.local.TestObjects.names;
import static io.coffer.backup.store.local.TestObjects.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.RangeNotSatisfiableException;
import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is special about directories; the rest is in the contract. */
class LocalObjectStoreTest {
    @TempDir
    Path directory;

    private Path root;

    @BeforeEach
    void chooseRoot() {
        root = directory.resolve("store");
    }

    @Test
    void openingAndAskingChangesNothing() throws Exception {
        try (ObjectStore store = open()) {
            assertThat(names(store)).isEmpty();
            assertThatThrownBy(() -> store.get("config")).isInstanceOf(ObjectNotFoundException.class);
            store.delete(List.of("config"));
            assertThat(store.capabilities().stronglyConsistent()).isTrue();
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void findingOutAboutHardLinksLeavesNothingBehind() throws Exception {
        // No file system of a known type, so that it has to be tried out.
        try (FileSystem fileSystem = Jimfs.newFileSystem(Configuration.unix())) {
            Path top = Files.createDirectories(fileSystem.getPath("/top"));
            try (ObjectStore store = LocalObjectStore.at(top.resolve("new/store"))) {
                assertThat(store.capabilities().conditionalPut()).isTrue();
                assertThat(store.capabilities()).isSameAs(store.capabilities());
            }
            assertThat(Files.list(top)).isEmpty();
        }
    }

    @Test
    void capabilitiesOfALocalDisk() throws Exception {
        try (ObjectStore store = open()) {
            assertThat(store.capabilities().conditionalPut()).isTrue();
            assertThat(store.capabilities().serverTime()).isFalse();
            assertThat(store.capabilities().remote()).isFalse();
            assertThat(store.capabilities().maximumBatchDelete()).isEqualTo(1);
            assertThat(store.capabilities().maximumObjectSize()).isEqualTo(Long.MAX_VALUE);
        }
    }

    @Test
    void objectsAreFilesOfTheirName() throws Exception {
        try (ObjectStore store = open()) {
            put(store, "packs/a1/x", 10);
            store.put("config", ObjectData.of(bytes(20)), PutCondition.IF_ABSENT);
        }
        assertThat(root.resolve("packs/a1/x")).hasBinaryContent(bytes(10));
        assertThat(root.resolve("config")).hasBinaryContent(bytes(20));
        assertThat(Files.getAttribute(root.resolve("config"), "unix:nlink")).isEqualTo(1);
        assertThat(root.resolve(".tmp~")).isEmptyDirectory();
    }

    @Test
    void nobodyElseMayReadARootThatIsMadeHere() throws Exception {
        try (ObjectStore store = open()) {
            put(store, "packs/a1/x", 10);
        }
        for (String path : List.of("", "packs", "packs/a1", ".tmp~")) {
            assertPermissions(path, "rwx------");
        }
        assertPermissions("packs/a1/x", "rw-------");
    }

    @Test
    void permissionsOfARootThatIsThereAreTaken() throws Exception {
        Files.createDirectory(root);
        // No bit that a usual umask takes away.
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-x---"));
        try (ObjectStore store = open()) {
            put(store, "packs/a1/x", 10);
        }
        assertPermissions("packs/a1", "rwxr-x---");
        assertPermissions("packs/a1/x", "rw-r-----");
    }

    private void assertPermissions(String path, String expected) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(path))))
                .as("permissions of \"" + path + "\"")
                .isEqualTo(expected);
    }

    @Test
    void rootMayBeALinkAndRelative() throws Exception {
        Files.createDirectory(root);
        Path link = Files.createSymbolicLink(directory.resolve("link"), root);
        try (ObjectStore store = TestObjects.open(link)) {
            put(store, "a/b", 10);
        }
        Path relative = Path.of("").toAbsolutePath().relativize(root);
        assertThat(relative.isAbsolute()).isFalse();
        try (ObjectStore store = TestObjects.open(relative)) {
            assertThat(names(store)).containsExactly("a/b");
            assertThat(store.stat("a/b").size()).isEqualTo(10);
        }
    }

    @Test
    void rootThatIsAFileIsRefused() throws Exception {
        Files.writeString(root, "x");
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessage("cannot open the store " + uri() + ": " + root + " is there and is not a directory;"
                        + " give the path of a directory, or of one to be made");
        assertThatThrownBy(() -> TestObjects.open(root.resolve("below/it")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(root + " is there and is not a directory");
    }

    @Test
    void messagesSayWhatToKnow() throws Exception {
        try (ObjectStore store = open()) {
            put(store, "a", 10);
            assertThatThrownBy(() -> store.get("x"))
                    .isInstanceOf(ObjectNotFoundException.class)
                    .hasMessage(
                            "cannot get object x in " + uri() + ": there is none; it was never put, or it was deleted");
            assertThatThrownBy(() -> store.get("a", 8, 3))
                    .isInstanceOf(RangeNotSatisfiableException.class)
                    .hasMessage("cannot get 3 bytes at offset 8 of object a in " + uri() + ": it has 10 bytes");
            assertThatThrownBy(() -> store.put("a", ObjectData.of(bytes(5)), PutCondition.IF_ABSENT))
                    .isInstanceOf(ObjectExistsException.class)
                    .hasMessage("cannot put object a (5 bytes) in " + uri()
                            + " on the condition that there is none: there is one, and it was left as it is");
            assertThat(store.location()).isEqualTo(uri());
            assertThat(store).hasToString(uri());
        }
    }

    private String uri() {
        return "file://" + root;
    }

    @Test
    void objectsWhoseNamesGoOnFromAnotherAreRefused() throws Exception {
        try (ObjectStore store = open()) {
            put(store, "a", 1);
            put(store, "b/c", 2);
            for (PutCondition condition : PutCondition.values()) {
                for (String name : List.of("a/x", "a/x/y", "b")) {
                    assertThatThrownBy(() -> store.put(name, ObjectData.of(bytes(3)), condition))
                            .as("put " + name)
                            .isExactlyInstanceOf(StoreException.class)
                            .hasMessageContaining("cannot put object " + name + " (3 bytes) in " + uri()
                                    + ": a local store cannot hold both an object and others");
                }
            }
            store.delete(List.of("a/x", "b"));
            assertThat(names(store)).containsExactlyInAnyOrder("a", "b/c");
        }
        assertThat(root.resolve(".tmp~")).isEmptyDirectory();
    }

    @Test
    void failedPutRemovesItsTemporaryFile() throws Exception {
        try (ObjectStore store = open()) {
            assertThatThrownBy(() -> store.put("a", new Failing(10, 5, null), PutCondition.NONE))
                    .isInstanceOf(StoreException.class)
                    .hasMessage("cannot put object a (10 bytes) in " + uri() + ": its data said 10 bytes and gave 5");
            assertThatThrownBy(() -> store.put("a", new Failing(10, 5, "no more"), PutCondition.NONE))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("cannot put object a (10 bytes) in " + uri() + ": no more");
            assertThat(names(store)).isEmpty();
        }
        assertThat(root.resolve(".tmp~")).isEmptyDirectory();
    }

    @Test
    void interruptedThreadGetsTheChannelsException() throws Exception {
        try (ObjectStore store = open()) {
            put(store, "a", 10);
            List<ThrowingCallable> calls = List.of(() -> put(store, "b", 10), () -> store.get("a", 0, 1));
            for (var call : calls) {
                Thread.currentThread().interrupt();
                assertThatThrownBy(call).isInstanceOf(ClosedByInterruptException.class);
                assertThat(Thread.interrupted()).isTrue();
            }
            assertThat(names(store)).containsExactly("a");
            assertThat(root.resolve(".tmp~")).isEmptyDirectory();
        }
    }

    private ObjectStore open() throws IOException {
        return TestObjects.open(root);
    }

    /** Gives fewer bytes than it says, and fails then if there is a message. */
    private record Failing(long length, int given, String message) implements ObjectData {
        @Override
        public InputStream newInputStream() {
            throw new UnsupportedOperationException("not used");
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            ObjectData.of(bytes(given)).writeTo(channel);
            if (message != null) {
                throw new IOException(message);
            }
        }
    }
}
