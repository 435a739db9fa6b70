package io.coffer.backup.store.local;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNames;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreCapabilities;
import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Objects as files in a directory: of a local disk, a mounted file server, or any other
 * {@link java.nio.file.FileSystem}. The name of an object is the path of its file below the root.
 *
 * <p>An object is written to {@code .tmp~} in the root, written out to the disk, and then renamed. What a killed
 * writer leaves there is never listed; later writers remove it when it is a day old. Files that cannot be objects, such
 * as {@code lost+found}, are left alone. A root that does not exist is an empty store, and the first put makes it; one
 * that disappears while it is in use (a disk that is unplugged) makes calls fail with
 * {@link io.coffer.backup.spi.StoreUnavailableException}, and is not made again.
 *
 * <p>A root that the store makes is readable by its owner only. In a root that was there, directories and files get
 * its permissions, less what the umask takes away; so whoever may read the root may read the objects.
 *
 * <p>Limits of a file system hold. An object is replaced as atomically as the file system renames: disks and file
 * servers do so in one step, Jimfs does not. There can be no object {@code a/b} beside an object {@code a}. Where the
 * file system has no hard links (FAT), {@link StoreCapabilities#conditionalPut()} is false, and two programs that put
 * the same name with {@link PutCondition#IF_ABSENT} at the same moment may both succeed.
 *
 * <p>Safe for use by many threads, and by many programs on one directory. A thread that is interrupted in a put or
 * in a get of a range gets {@link java.nio.channels.ClosedByInterruptException}.
 */
public final class LocalObjectStore implements ObjectStore {
    private final RootDirectory root;
    private final Directories directories;
    private final Failures failures;
    private final ObjectReader reader;
    private final ObjectWriter writer;
    private @Nullable StoreCapabilities capabilities;
    private volatile boolean closed;

    private LocalObjectStore(RootDirectory root, Sync sync) {
        this.root = root;
        this.failures = new Failures(root);
        this.directories = new Directories(root.path(), sync);
        this.reader = new ObjectReader(root, failures);
        this.writer = new ObjectWriter(root, directories, () -> capabilities().conditionalPut(), sync);
    }

    /**
     * Opens the store in a directory, and makes sure that what is put there survives a crash of the machine.
     *
     * @param root a directory, or the path of one to be made by the first put; a symbolic link is followed
     * @return an open store
     * @throws io.coffer.backup.spi.StoreAccessException when the directory may not be looked at
     * @throws StoreException when there is something else than a directory
     */
    public static LocalObjectStore at(Path root) throws IOException {
        return builder(root).open();
    }

    /**
     * Opens the store in a directory with settings of its own.
     *
     * @param root a directory, or the path of one to be made by the first put; a symbolic link is followed
     * @return a builder
     */
    public static Builder builder(Path root) {
        return new Builder(Objects.requireNonNull(root, "root"));
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        begin(name);
        Objects.requireNonNull(condition, "condition");
        String action = "put object " + name + " (" + data.length() + " bytes)";
        try {
            writer.put(name, data, condition, action);
        } catch (IOException e) {
            if (e instanceof NoSuchFileException) {
                // It may have gone at any step.
                root.requireStillThere(action, name);
            }
            throw nameIsImpossible(name, e)
                    ? impossibleName(name, action, e)
                    : failures.explain(action, name, e, data.length());
        }
    }

    private boolean nameIsImpossible(String name, IOException failure) {
        return !(failure instanceof StoreException)
                && (root.leadsThroughObject(name) || Files.isDirectory(root.resolve(name)));
    }

    private StoreException impossibleName(String name, String action, IOException failure) {
        return new StoreException(
                "cannot " + action + " in " + root.location()
                        + ": a local store cannot hold both an object and others whose names go on from it with \"/\","
                        + " and there is one of them already",
                name,
                false,
                failure);
    }

    @Override
    public InputStream get(String name) throws IOException {
        begin(name);
        return reader.open(name, "get object " + name);
    }

    @Override
    public byte[] get(String name, long offset, int length) throws IOException {
        begin(name);
        if (offset < 0 || length < 1) {
            throw new IllegalArgumentException(
                    "a range starts at 0 or later and has 1 byte or more; was offset " + offset + ", length " + length);
        }
        return reader.read(name, offset, length, "get " + length + " bytes at offset " + offset + " of object " + name);
    }

    @Override
    public ObjectInfo stat(String name) throws IOException {
        begin(name);
        return reader.stat(name, "look at object " + name);
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws IOException {
        checkOpen();
        new Listing(
                        root,
                        failures,
                        Objects.requireNonNull(prefix, "prefix"),
                        Objects.requireNonNull(visitor, "visitor"))
                .run();
    }

    /** Goes on to the end when one cannot be deleted, and then throws the first failure with the others attached. */
    @Override
    public void delete(Collection<String> names) throws IOException {
        checkOpen();
        List<String> checked = List.copyOf(names);
        checked.forEach(ObjectNames::check);
        Set<Path> changed = new LinkedHashSet<>();
        IOException first = null;
        for (String name : checked) {
            try {
                delete(name, changed);
            } catch (IOException e) {
                first = attach(first, failures.explain("delete object " + name, name, e));
            }
        }
        for (Path directory : changed) {
            try {
                // What is deleted later must not come back from a crash without what is deleted now.
                directories.makeDurable(directory);
            } catch (IOException e) {
                first = attach(first, failures.explain("delete objects in " + directory, null, e));
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private void delete(String name, Set<Path> changed) throws IOException {
        Path path = root.resolve(name);
        try {
            Files.delete(path);
            Path directory = path.getParent();
            if (directory != null) {
                changed.add(directory);
            }
        } catch (NoSuchFileException e) {
            root.requireStillThere("delete object " + name, name);
        } catch (DirectoryNotEmptyException e) {
            // The directory of other objects: there is no object of that name.
            return;
        } catch (IOException e) {
            if (!root.leadsThroughObject(name)) {
                throw e;
            }
        }
    }

    private static IOException attach(@Nullable IOException first, IOException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }

    /** Asked for the first time, it may make a file in the root or above it, and removes it at once. */
    @Override
    public synchronized StoreCapabilities capabilities() {
        StoreCapabilities known = capabilities;
        if (known == null) {
            known = StoreCapabilities.builder()
                    .conditionalPut(HardLinks.work(root))
                    .build();
            capabilities = known;
        }
        return known;
    }

    @Override
    public String location() {
        return root.location();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return location();
    }

    private void begin(String name) {
        checkOpen();
        ObjectNames.check(name);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the store " + location() + " is closed");
        }
    }

    /** Settings of a {@link LocalObjectStore}. Not safe for use by several threads. */
    public static final class Builder {
        private final Path root;
        private Sync sync = Sync.FSYNC;

        private Builder(Path root) {
            this.root = root;
        }

        /**
         * Sets whether a put and a delete wait until the disk has it. Without it they are quicker, and a crash of the
         * machine (not one of the program) can lose or break what was put just before: for tests, and for storage that
         * does not outlive the machine.
         *
         * @param value true unless set
         * @return this builder
         */
        public Builder fsync(boolean value) {
            return sync(value ? Sync.FSYNC : Sync.NONE);
        }

        Builder sync(Sync value) {
            this.sync = value;
            return this;
        }

        /**
         * Opens the store. Changes nothing in the directory.
         *
         * @return an open store
         * @throws io.coffer.backup.spi.StoreAccessException when the directory may not be looked at
         * @throws StoreException when there is something else than a directory
         */
        public LocalObjectStore open() throws IOException {
            RootDirectory directory = new RootDirectory(root);
            try {
                directory.look();
            } catch (IOException e) {
                throw new Failures(directory).explain("open the store", null, e);
            }
            return new LocalObjectStore(directory, sync);
        }
    }
}
