package io.coffer.backup.internal.repository;

import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.spi.ObjectData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that spare a look into the storage. Everything in here can be deleted at any time, by anyone: it
 * is made anew. Several processes use it at once, so every file appears whole, and may be gone the moment
 * after it was seen. Thread-safe.
 */
public final class LocalCache implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalCache.class);
    private static final String TEMPORARY = ".new";
    private static final int SPOOL_BUFFER = 64 << 10;

    private final @Nullable Path directory;
    private final boolean temporary;

    private LocalCache(@Nullable Path directory, boolean temporary) {
        this.directory = directory;
        this.temporary = temporary;
    }

    /**
     * Opens the cache of a repository. Where it cannot be written, one that lives as long as the process
     * takes its place.
     *
     * @param parent holds caches of all repositories, or null for the default place
     * @param repository id of the repository
     * @return an open cache
     * @throws IOException when not even a temporary directory can be made
     */
    public static LocalCache open(@Nullable Path parent, UUID repository) throws IOException {
        Path directory = (parent == null ? defaultDirectory() : parent).resolve(repository.toString());
        try {
            Files.createDirectories(directory);
            if (Files.isWritable(directory)) {
                return new LocalCache(directory, false);
            }
            LOG.warn("the cache directory {} cannot be written; a temporary one is used", directory);
        } catch (IOException unusable) {
            LOG.warn("the cache directory {} cannot be used; a temporary one is", directory, unusable);
        }
        return new LocalCache(Files.createTempDirectory("coffer-cache"), true);
    }

    /**
     * Makes a cache that keeps nothing, for repositories that are in memory anyway.
     *
     * @return a cache without files
     */
    public static LocalCache none() {
        return new LocalCache(null, false);
    }

    private static Path defaultDirectory() {
        String base = System.getenv("XDG_CACHE_HOME");
        if (base != null && !base.isEmpty()) {
            return Path.of(base, "coffer");
        }
        return Path.of(System.getProperty("user.home", "."), ".cache", "coffer");
    }

    /**
     * Where a file lies, or would.
     *
     * @param kind of file: a directory of the cache
     * @param name of the file
     * @return its path
     */
    Path path(String kind, String name) {
        return Objects.requireNonNull(directory).resolve(kind).resolve(name);
    }

    /** Lists the files of a kind. */
    List<String> list(String kind) {
        List<String> names = new ArrayList<>();
        if (directory == null) {
            return names;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.resolve(kind))) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (!name.endsWith(TEMPORARY)) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException none) {
            // No file of the kind yet.
        } catch (IOException | DirectoryIteratorException unusable) {
            LOG.warn("the cache directory {} cannot be read; it is done without: {}", directory, unusable.toString());
        }
        return names;
    }

    /** Reads a file; null when it is not there, cannot be read, or is larger than it can rightly be. */
    byte @Nullable [] read(String kind, String name, int limit) {
        if (directory == null) {
            return null;
        }
        try (InputStream in = Files.newInputStream(path(kind, name))) {
            byte[] bytes = in.readNBytes(limit);
            return bytes.length == limit && in.read() >= 0 ? null : bytes;
        } catch (NoSuchFileException none) {
            return null;
        } catch (IOException unusable) {
            LOG.warn("{} in the cache cannot be read; it is done without: {}", name, unusable.toString());
            return null;
        }
    }

    /** Maps a file into memory; null when it is not there, cannot be read, or is larger than it can rightly be. */
    @Nullable
    ByteBuffer map(String kind, String name, int limit) {
        if (directory == null) {
            return null;
        }
        try (FileChannel channel = FileChannel.open(path(kind, name), StandardOpenOption.READ)) {
            return channel.size() > limit ? null : channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        } catch (NoSuchFileException none) {
            return null;
        } catch (IOException unusable) {
            LOG.warn("{} in the cache cannot be read; it is done without: {}", name, unusable.toString());
            return null;
        }
    }

    /** Writes the content of a file. */
    @FunctionalInterface
    interface Content {
        void write(FileChannel channel) throws IOException;
    }

    /**
     * Puts a file into its place as a whole. That it cannot be written, because a disk is full for instance, is
     * no reason for anything to fail: the file is then not there.
     *
     * @throws RepositoryException when what is to be written cannot be read
     */
    void write(String kind, String name, Content content) throws RepositoryException {
        if (directory == null) {
            return;
        }
        Path target = path(kind, name);
        Path part = target.resolveSibling(name + "." + UUID.randomUUID() + TEMPORARY);
        try {
            Files.createDirectories(directory.resolve(kind));
            try (FileChannel channel =
                    FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.write(channel);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (RepositoryException | RuntimeException failed) {
            delete(part);
            throw failed;
        } catch (IOException unusable) {
            LOG.warn("{} cannot be kept in the cache {}; it is done without: {}", name, directory, unusable.toString());
            delete(part);
        }
    }

    void write(String kind, String name, byte[] bytes) throws RepositoryException {
        write(kind, name, ByteBuffer.wrap(bytes));
    }

    void write(String kind, String name, ByteBuffer bytes) throws RepositoryException {
        write(kind, name, channel -> write(channel, bytes.duplicate().position(0)));
    }

    /**
     * Brings an object that is too large for the heap into a file without a name, and maps that.
     *
     * @param object name of the object, for messages
     * @param start what was read of it already
     * @param rest what follows
     * @param limit no object of its kind is larger, in bytes
     * @return its bytes, from 0 to the limit
     * @throws IOException when the storage fails, the object is too large, or the file cannot be written
     */
    ByteBuffer spool(String object, byte[] start, InputStream rest, long limit) throws IOException {
        Path parent = directory == null ? Path.of(System.getProperty("java.io.tmpdir", ".")) : directory;
        Path part = parent.resolve(UUID.randomUUID() + TEMPORARY);
        Files.createDirectories(parent);
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[SPOOL_BUFFER];
            write(channel, ByteBuffer.wrap(start));
            for (int count = rest.read(buffer); count >= 0; count = rest.read(buffer)) {
                if (channel.position() + count > limit) {
                    throw Damage.in(object, "it has more than " + limit + " bytes");
                }
                write(channel, ByteBuffer.wrap(buffer, 0, count));
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        } finally {
            delete(part);
        }
    }

    /** In pieces: a channel copies what lies on the heap to memory outside of it, which is as scarce. */
    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        ObjectData.of(bytes).writeTo(channel);
    }

    /** Removes a file; what cannot be removed, because it is mapped for instance, stays. */
    void delete(String kind, String name) {
        if (directory != null) {
            delete(path(kind, name));
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException inUse) {
            LOG.debug("cannot delete {} from the cache", file, inUse);
        }
    }

    @Override
    public void close() {
        if (!temporary || directory == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException stays) {
            LOG.debug("cannot delete the temporary cache {}", directory, stays);
        }
    }
}
