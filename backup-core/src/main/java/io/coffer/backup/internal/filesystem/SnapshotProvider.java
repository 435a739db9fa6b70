package io.coffer.backup.internal.filesystem;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@link java.nio.file.Files} asks of file systems that are snapshots. Everything that writes is refused. It is
 * installed in the JDK, as a service, so that {@link Path#of(URI)} finds paths in file systems that are open. None is
 * opened that way: a snapshot is reached through its open repository only. Without state, so that it makes no difference
 * that the JDK makes one of its own.
 */
public final class SnapshotProvider extends FileSystemProvider {
    static final String SCHEME = "coffer-snapshot";
    static final SnapshotProvider INSTANCE = new SnapshotProvider();

    private static final Set<OpenOption> READING = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    /** For the JDK, which installs it. */
    public SnapshotProvider() {}

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("ask a snapshot of an open repository for its file system");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return SnapshotUri.fileSystem(uri);
    }

    @Override
    public Path getPath(URI uri) {
        return SnapshotUri.path(uri);
    }

    private static boolean follows(Object... options) {
        return !Arrays.asList(options).contains(LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        if (!READING.containsAll(options)) {
            throw new ReadOnlyFileSystemException();
        }
        SnapshotPath own = SnapshotPath.of(path);
        return own.getFileSystem().channel(own, follows(options.toArray()));
    }

    @Override
    public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
        if (!READING.containsAll(Arrays.asList(options))) {
            throw new ReadOnlyFileSystemException();
        }
        SnapshotPath own = SnapshotPath.of(path);
        return own.getFileSystem().stream(own, follows((Object[]) options));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        SnapshotPath own = SnapshotPath.of(directory);
        return own.getFileSystem().list(own, filter);
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        SnapshotPath own = SnapshotPath.of(link);
        return own.getFileSystem().linkTarget(own);
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        if (path.equals(other)) {
            return true;
        }
        return other instanceof SnapshotPath
                && path.getFileSystem() == other.getFileSystem()
                && path.toRealPath().equals(other.toRealPath());
    }

    @Override
    public boolean isHidden(Path path) {
        Path name = path.getFileName();
        return name != null && name.toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        SnapshotPath own = SnapshotPath.of(path);
        own.getFileSystem().attributes(own, true);
        return new SnapshotStore(own.getFileSystem());
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        SnapshotPath own = SnapshotPath.of(path);
        SnapshotAttributes attributes = own.getFileSystem().attributes(own, true);
        for (AccessMode mode : modes) {
            boolean allowed = switch (mode) {
                case READ -> true;
                case WRITE -> false;
                case EXECUTE -> attributes.isExecutable();
            };
            if (!allowed) {
                throw new AccessDeniedException(path.toString(), null, mode + " in a snapshot");
            }
        }
    }

    static boolean hasView(Class<? extends FileAttributeView> type) {
        return type.isAssignableFrom(SnapshotAttributeView.class) || type == UserDefinedFileAttributeView.class;
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        if (!hasView(type)) {
            return null;
        }
        SnapshotPath own = SnapshotPath.of(path);
        boolean follow = follows((Object[]) options);
        if (type == UserDefinedFileAttributeView.class) {
            return type.cast(new SnapshotUserView(own, follow));
        }
        String name = "basic";
        if (type == PosixFileAttributeView.class) {
            name = "posix";
        } else if (type == FileOwnerAttributeView.class) {
            name = "owner";
        }
        return type.cast(new SnapshotAttributeView(name, own, follow));
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        if (!type.isAssignableFrom(SnapshotAttributes.class)) {
            throw new UnsupportedOperationException("a snapshot has no " + type.getName());
        }
        SnapshotPath own = SnapshotPath.of(path);
        return type.cast(own.getFileSystem().attributes(own, follows((Object[]) options)));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        int colon = attributes.indexOf(':');
        String view = colon < 0 ? "basic" : attributes.substring(0, colon);
        List<String> names = List.of(attributes.substring(colon + 1).split(","));
        SnapshotPath own = SnapshotPath.of(path);
        boolean follow = follows((Object[]) options);
        if (view.equals(SnapshotUserView.NAME)) {
            return new SnapshotUserView(own, follow).read(names);
        }
        Map<String, Object> all = own.getFileSystem().attributes(own, follow).view(view);
        if (all == null) {
            throw new UnsupportedOperationException("a snapshot has no view \"" + view + "\" of attributes");
        }
        Map<String, Object> wanted = new TreeMap<>();
        for (String name : names) {
            Object value = all.get(name);
            if (name.equals("*")) {
                wanted.putAll(all);
            } else if (value != null) {
                wanted.put(name, value);
            } else if (!name.equals("fileKey")) {
                throw new IllegalArgumentException("no attribute \"" + name + "\" in the view \"" + view + "\"");
            }
        }
        return wanted;
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void createLink(Path link, Path existing) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void delete(Path path) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) {
        throw new ReadOnlyFileSystemException();
    }
}
