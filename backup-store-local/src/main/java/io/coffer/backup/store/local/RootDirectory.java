package io.coffer.backup.store.local;

import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a store, and whether it is still the one that was opened.
 *
 * <p>A directory that nobody has made yet is an empty store. One that was there and is gone is not: believing so
 * would make a new, empty repository below the mount point of a disk that was unplugged. Where the mount point itself
 * is the root, the directory for temporary files tells the two apart: every store that was written to has it.
 *
 * <p>Safe for use by many threads.
 */
final class RootDirectory {
    /** No object can be called so: "~" is not allowed in a name. */
    static final String TEMPORARIES = ".tmp~";

    private final Path path;
    private final Path temporaries;
    private final String location;
    private volatile boolean seen;
    private volatile boolean temporariesSeen;

    RootDirectory(Path path) {
        this.path = path.toAbsolutePath();
        this.temporaries = this.path.resolve(TEMPORARIES);
        this.location = locationOf(this.path);
    }

    /** Finds out what is there, and changes nothing. */
    void look() throws IOException {
        Path existing = Failures.existing(path);
        if (Files.isRegularFile(existing)) {
            throw new StoreException(
                    "cannot open the store " + location + ": " + existing + " is there and is not a directory;"
                            + " give the path of a directory, or of one to be made",
                    null,
                    false,
                    null);
        }
        try {
            // Unlike Files.exists, this says when the answer is not known.
            seen = Files.readAttributes(path, BasicFileAttributes.class).isDirectory();
            temporariesSeen = Files.isDirectory(temporaries);
        } catch (NoSuchFileException e) {
            // The first put makes it.
            seen = false;
        }
    }

    Path path() {
        return path;
    }

    /** Where objects are written before they have their name. */
    Path temporaries() {
        return temporaries;
    }

    String location() {
        return location;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** Tells whether {@code a} is an object where {@code a/b} is asked for: there is no exception of its own for it. */
    boolean leadsThroughObject(String name) {
        int slash = name.indexOf('/');
        while (slash >= 0) {
            if (Files.isRegularFile(resolve(name.substring(0, slash)))) {
                return true;
            }
            slash = name.indexOf('/', slash + 1);
        }
        return false;
    }

    /** Called when the directory is known to be there with the one for temporary files in it. */
    void markSeen() {
        seen = true;
        temporariesSeen = true;
    }

    /**
     * Refuses to go on when the directory was there before and is not now. Called before anything is believed to be
     * missing, and before a directory is made.
     *
     * @param action what the store is about to do, for the message: "get object a/b"
     */
    void requireStillThere(String action, @Nullable String name) throws StoreUnavailableException {
        if (seen && !Files.isDirectory(path)) {
            throw gone(action, name, "the directory " + path + ", which was there before, is gone");
        }
        if (temporariesSeen && !Files.isDirectory(temporaries)) {
            throw gone(
                    action,
                    name,
                    "the directory " + path + " is not the one that was there before: it has no " + TEMPORARIES
                            + " in it");
        }
    }

    private StoreUnavailableException gone(String action, @Nullable String name, String found) {
        return new StoreUnavailableException(
                "cannot " + action + " in " + location + ": " + found
                        + "; connect or mount the storage again, or open the store anew if this is as it should be",
                name,
                null);
    }

    private static String locationOf(Path path) {
        // Path.toUri ends with "/" or not, depending on what is there just now.
        String uri = path.toUri().toString();
        return uri.endsWith("/") && path.getFileName() != null ? uri.substring(0, uri.length() - 1) : uri;
    }
}
