package io.coffer.backup.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.spi.StoreAccessException;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreFullException;
import io.coffer.backup.spi.StoreUnavailableException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailuresTest {
    @TempDir
    Path directory;

    private Failures failures;

    @BeforeEach
    void openStore() {
        failures = new Failures(new RootDirectory(directory.resolve("not/made/yet")));
    }

    @Test
    void whatIsExplainedAlreadyIsPassedOn() {
        for (IOException failure : List.of(
                new StoreException("x", null, false, null),
                new ClosedByInterruptException(),
                new InterruptedIOException("x"))) {
            assertThat(failures.explain("get object a", "a", failure)).isSameAs(failure);
        }
    }

    @Test
    void textsOfThePlatformAreUnderstood() {
        assertExplained(reason("No space left on device"), StoreFullException.class, false, "free space");
        assertExplained(new IOException("Disk quota exceeded"), StoreFullException.class, false, "raise the quota");
        assertExplained(
                new IOException("There is not enough space on the disk"), StoreFullException.class, false, "free");
        assertExplained(new AccessDeniedException("/x"), StoreAccessException.class, false, "grant the user");
        assertExplained(reason("Operation not permitted"), StoreAccessException.class, false, "grant the user");
        assertExplained(reason("Read-only file system"), StoreAccessException.class, false, "mount the file system of");
        assertExplained(reason("Stale file handle"), StoreUnavailableException.class, true, "try again");
        assertExplained(
                reason("Transport endpoint is not connected"),
                StoreUnavailableException.class,
                true,
                "mount the storage");
        assertExplained(reason("Too many open files"), StoreException.class, true, "raise the limit of open files");
        assertExplained(reason("Input/output error"), StoreException.class, false, "the log of the system");
        assertExplained(
                new AtomicMoveNotSupportedException("/x", "/y", "Invalid cross-device link"),
                StoreException.class,
                false,
                "on one file system");
    }

    private static FileSystemException reason(String text) {
        return new FileSystemException("/x", null, text);
    }

    private void assertExplained(
            IOException failure, Class<? extends StoreException> type, boolean temporary, String remedy) {
        IOException explained = failures.explain("put object a (3 bytes)", "a", failure, 3);
        assertThat(explained)
                .isExactlyInstanceOf(type)
                .hasCause(failure)
                .hasMessageStartingWith("cannot put object a (3 bytes) in file://" + directory + "/not/made/yet: ")
                .hasMessageContaining(failure.getMessage())
                .hasMessageContaining(remedy);
        StoreException specific = (StoreException) explained;
        assertThat(specific.isTemporary()).isEqualTo(temporary);
        assertThat(specific.objectName()).isEqualTo("a");
    }

    /** The texts are in the language of the user; what they say can be looked up. */
    @Test
    void fullDiskIsFoundInAnyLanguage() {
        IOException failure = reason("Auf dem Gerät ist kein Speicherplatz mehr verfügbar");
        assertThat(failures.explain("put object a", "a", failure, Long.MAX_VALUE))
                .isInstanceOf(StoreFullException.class);
        assertThat(failures.explain("put object a", "a", failure, 3)).isExactlyInstanceOf(StoreException.class);
        assertThat(failures.explain("get object a", "a", failure)).isExactlyInstanceOf(StoreException.class);
    }

    @Test
    void readOnlyFileSystemIsFoundInAnyLanguage() throws Exception {
        try (Mount mount = Mount.tmpfs(directory.resolve("disk"), "size=1m")) {
            mount.remountReadOnly();
            Failures there = new Failures(new RootDirectory(mount.path()));
            IOException failure = reason("Das Dateisystem ist nur lesbar");
            assertThat(there.explain("put object a", "a", failure, 3)).isInstanceOf(StoreAccessException.class);
            assertThat(there.explain("get object a", "a", failure)).isExactlyInstanceOf(StoreException.class);
        }
    }
}
