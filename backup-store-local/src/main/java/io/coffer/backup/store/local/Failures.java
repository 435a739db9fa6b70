package io.coffer.backup.store.local;

import io.coffer.backup.spi.StoreAccessException;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreFullException;
import io.coffer.backup.spi.StoreUnavailableException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a file system throws into the exceptions of a store.
 *
 * <p>For most causes Java has only the text of the platform, which is in the language of the user. What the texts
 * cannot tell is asked of the file system, so far as it knows.
 */
final class Failures {
    private static final List<String> FULL =
            List.of("No space left on device", "Disk quota exceeded", "not enough space on the disk");
    private static final List<String> READ_ONLY = List.of("Read-only file system", "write protected");
    private static final List<String> REFUSED = List.of("Operation not permitted");
    private static final List<String> UNREACHABLE = List.of(
            "Stale file handle",
            "Transport endpoint is not connected",
            "Host is down",
            "No route to host",
            "Connection timed out",
            "No such device",
            "network name is no longer available",
            "network path was not found");
    private static final String TOO_MANY_FILES = "Too many open files";

    private final RootDirectory root;

    Failures(RootDirectory root) {
        this.root = root;
    }

    /**
     * Explains a failure of reading, listing or deleting.
     *
     * @param action what the store was doing: "get object a/b"
     */
    IOException explain(String action, @Nullable String name, IOException failure) {
        return explain(action, name, failure, 0);
    }

    /**
     * Explains a failure.
     *
     * @param needed how many bytes were to be written
     */
    IOException explain(String action, @Nullable String name, IOException failure, long needed) {
        if (failure instanceof StoreException
                || failure instanceof InterruptedIOException
                || failure instanceof ClosedByInterruptException) {
            return failure;
        }
        String found = "cannot " + action + " in " + root.location() + ": " + describe(failure);
        if (failure instanceof AccessDeniedException || says(failure, REFUSED)) {
            return new StoreAccessException(
                    found + "; grant the user \"" + System.getProperty("user.name")
                            + "\" read and write permission on everything below " + root.path(),
                    name,
                    failure);
        }
        if (says(failure, READ_ONLY) || (needed > 0 && isReadOnly())) {
            return new StoreAccessException(
                    found + "; mount the file system of " + root.path() + " for writing, or only read", name, failure);
        }
        if (says(failure, FULL) || usableSpace() < needed) {
            return new StoreFullException(
                    found + "; free space or raise the quota on the file system of " + root.path() + " ("
                            + usableSpace() + " bytes are usable, " + needed
                            + " were to be written); what was stored before is untouched",
                    name,
                    failure);
        }
        if (says(failure, UNREACHABLE)) {
            return new StoreUnavailableException(
                    found + "; connect or mount the storage again, then try again", name, failure);
        }
        if (failure instanceof AtomicMoveNotSupportedException) {
            return new StoreException(
                    found + "; keep all of " + root.path()
                            + " on one file system, and on one that renames files atomically",
                    name,
                    false,
                    failure);
        }
        boolean temporary = says(failure, List.of(TOO_MANY_FILES));
        String remedy = temporary
                ? "; raise the limit of open files, or use fewer threads"
                : "; the log of the system may say more";
        return new StoreException(found + remedy, name, temporary, failure);
    }

    /** The texts of the JDK's own exceptions are often no more than a path. */
    private static String describe(IOException failure) {
        String type = failure.getClass().getSimpleName();
        String text = type.equals("IOException") ? "" : type + ": ";
        return text + failure.getMessage();
    }

    private static boolean says(IOException failure, List<String> texts) {
        String text = failure instanceof FileSystemException specific ? specific.getReason() : failure.getMessage();
        return text != null && texts.stream().anyMatch(text::contains);
    }

    private boolean isReadOnly() {
        try {
            return fileStore().isReadOnly();
        } catch (IOException e) {
            return false;
        }
    }

    private long usableSpace() {
        try {
            return fileStore().getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private FileStore fileStore() throws IOException {
        return Files.getFileStore(existing(root.path()));
    }

    /** The path, or the nearest directory above it that is there. */
    static Path existing(Path path) {
        Path candidate = path;
        while (!Files.exists(candidate)) {
            Path parent = candidate.getParent();
            if (parent == null) {
                return candidate;
            }
            candidate = parent;
        }
        return candidate;
    }
}
