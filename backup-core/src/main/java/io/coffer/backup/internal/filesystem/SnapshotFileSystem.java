package io.coffer.backup.internal.filesystem;

import io.coffer.backup.Node;
import io.coffer.backup.internal.snapshot.SnapshotView;
import io.coffer.backup.internal.snapshot.Trees;
import io.coffer.backup.model.EntryType;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A snapshot as a read-only file system. Closing it closes the channels and listings that were opened with it, and
 * nothing else. Thread-safe.
 */
public final class SnapshotFileSystem extends FileSystem {
    private final SnapshotView snapshot;
    private final String authority;
    private final Lookup lookup;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Opens a snapshot.
     *
     * @param snapshot of an open repository
     * @throws IOException when its root cannot be read
     */
    public SnapshotFileSystem(SnapshotView snapshot) throws IOException {
        this.snapshot = snapshot;
        this.authority = OpenFileSystems.newAuthority(snapshot.id());
        this.lookup = new Lookup(snapshot);
    }

    SnapshotView snapshot() {
        return snapshot;
    }

    /** What stands for this file system in the URIs of its paths, which lead here as long as it is open. */
    String authority() {
        OpenFileSystems.add(authority, this);
        if (closed) {
            OpenFileSystems.remove(authority);
        }
        return authority;
    }

    Lookup lookup() {
        requireOpen();
        return lookup;
    }

    private void requireOpen() {
        if (closed) {
            throw new ClosedFileSystemException();
        }
    }

    Node node(SnapshotPath path, boolean follow) throws IOException {
        return lookup().find(path, follow).node();
    }

    SnapshotAttributes attributes(SnapshotPath path, boolean follow) throws IOException {
        return new SnapshotAttributes(node(path, follow).attributes());
    }

    private Node file(SnapshotPath path, boolean follow) throws IOException {
        Node node = node(path, follow);
        if (node.type() != EntryType.FILE) {
            throw new FileSystemException(path.toString(), null, "it is a " + node.type() + ", not a file");
        }
        return node;
    }

    SeekableByteChannel channel(SnapshotPath path, boolean follow) throws IOException {
        SnapshotChannel[] channel = new SnapshotChannel[1];
        channel[0] = new SnapshotChannel(
                snapshot.blobs(), file(path, follow), path.toString(), () -> open.remove(channel[0]));
        return opened(channel[0]);
    }

    InputStream stream(SnapshotPath path, boolean follow) throws IOException {
        return snapshot.open(file(path, follow));
    }

    DirectoryStream<Path> list(SnapshotPath path, DirectoryStream.Filter<? super Path> filter) throws IOException {
        Node node = node(path, true);
        if (node.type() != EntryType.DIRECTORY) {
            throw new NotDirectoryException(path.toString());
        }
        SnapshotDirectory[] listing = new SnapshotDirectory[1];
        listing[0] = new SnapshotDirectory(
                path,
                Trees.open(snapshot.blobs(), Objects.requireNonNull(node.content())),
                filter,
                () -> open.remove(listing[0]));
        return opened(listing[0]);
    }

    private <T extends Closeable> T opened(T resource) throws IOException {
        open.add(resource);
        if (closed) {
            resource.close();
            throw new ClosedFileSystemException();
        }
        return resource;
    }

    Path linkTarget(SnapshotPath path) throws IOException {
        byte[] target = node(path, false).linkTarget();
        if (target == null) {
            throw new NotLinkException(path.toString());
        }
        return SnapshotPath.parse(this, NameText.of(target));
    }

    @Override
    public FileSystemProvider provider() {
        return SnapshotProvider.INSTANCE;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        OpenFileSystems.remove(authority);
        for (Closeable resource : open) {
            resource.close();
        }
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(getPath("/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of(new SnapshotStore(this));
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic", "owner", "posix", "unix", SnapshotUserView.NAME);
    }

    @Override
    public Path getPath(String first, String... more) {
        StringBuilder text = new StringBuilder(first);
        for (String part : more) {
            if (!part.isEmpty()) {
                text.append(text.length() == 0 ? "" : "/").append(part);
            }
        }
        return SnapshotPath.parse(this, text.toString());
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        int colon = syntaxAndPattern.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("not a syntax, a colon and a pattern: " + syntaxAndPattern);
        }
        String pattern = syntaxAndPattern.substring(colon + 1);
        Pattern compiled;
        if (syntaxAndPattern.regionMatches(true, 0, "glob:", 0, colon + 1)) {
            compiled = Glob.compile(pattern);
        } else if (syntaxAndPattern.regionMatches(true, 0, "regex:", 0, colon + 1)) {
            compiled = Pattern.compile(pattern);
        } else {
            throw new UnsupportedOperationException("glob and regex are known: " + syntaxAndPattern);
        }
        return path -> compiled.matcher(path.toString()).matches();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException("a snapshot knows only the owners of its entries");
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("a snapshot does not change");
    }

    @Override
    public String toString() {
        return SnapshotProvider.SCHEME + "://" + authority;
    }
}
