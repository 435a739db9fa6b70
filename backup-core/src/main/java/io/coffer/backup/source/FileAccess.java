package io.coffer.backup.source;

import io.coffer.backup.internal.files.AttributeReader;
import io.coffer.backup.model.DataRange;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.spi.PlatformFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Everything that is read of the files of one file system, for one backup. Thread-safe. */
final class FileAccess {
    private static final int SPARSE_FROM = 64 << 10;
    private static final int MANY_ENTRIES = 4096;

    private final AttributeReader attributes;
    private final SourceContext context;
    private final Path root;
    private final boolean userAttributes;

    // Found when the first new or changed entry asks for it, or when there are many entries: native code takes time to
    // load, and a small backup in which nothing changed needs none.
    private volatile @Nullable Optional<PlatformFiles> platform;
    private final AtomicInteger entries = new AtomicInteger();

    FileAccess(Path root, SourceContext context) throws IOException {
        this.attributes = new AttributeReader(root.getFileSystem());
        this.context = context;
        this.root = root;
        this.userAttributes = supportsUserAttributes(root);
        reportWhatIsNotKept();
        if (!context.hasPlatformFiles()) {
            reportWhatNeedsPlatform();
        }
    }

    private @Nullable PlatformFiles platform() {
        Optional<PlatformFiles> found = platform;
        if (found == null) {
            synchronized (this) {
                found = platform;
                if (found == null) {
                    found = Optional.ofNullable(context.platformFiles(root));
                    if (found.isEmpty() && context.hasPlatformFiles()) {
                        reportWhatNeedsPlatform();
                    }
                    found.ifPresent(attributes::use);
                    platform = found;
                }
            }
        }
        return found.orElse(null);
    }

    private static boolean supportsUserAttributes(Path root) {
        try {
            FileStore store = Files.getFileStore(root);
            return store.supportsFileAttributeView(UserDefinedFileAttributeView.class);
        } catch (IOException untold) {
            // A link that leads nowhere, or a mount that is not listed, in a container for instance: each file will
            // tell.
            return root.getFileSystem().supportedFileAttributeViews().contains("user");
        }
    }

    private void reportWhatIsNotKept() {
        String fileSystem = root.getFileSystem().provider().getScheme() + ": file system";
        if (!attributes.hasPermissions()) {
            context.notKept("permissions and owners: the " + fileSystem + " has none that the JDK can read");
        } else if (!attributes.hasNumbers()) {
            context.notKept("numbers of owners and groups, hard links and special files: the " + fileSystem
                    + " does not tell them");
        }
    }

    private void reportWhatNeedsPlatform() {
        String lost = userAttributes
                ? "extended attributes outside \"user.\" (access control lists among them) and holes of files"
                : "extended attributes and holes of files";
        context.notKept(lost + ": the JDK cannot read them; the module backup-posix can, on Linux");
    }

    SourceContext context() {
        return context;
    }

    EntryAttributes attributes(Path path) throws IOException {
        if (platform == null && entries.incrementAndGet() == MANY_ENTRIES) {
            prepare();
        }
        return attributes.read(path);
    }

    /** What the platform tells at once takes the JDK as long as all else that is done for an unchanged file. */
    private void prepare() {
        try {
            context.executor().execute(this::platform);
        } catch (RejectedExecutionException full) {
            // Then it is found when it is needed.
            return;
        }
    }

    @Nullable
    Instant changeTime(Path path) throws IOException {
        return attributes.readChangeTime(path);
    }

    Map<String, byte[]> extendedAttributes(Path path, EntryType type) throws IOException {
        PlatformFiles platform = platform();
        if (platform != null) {
            return platform.extendedAttributes(path);
        }
        if (!userAttributes || (type != EntryType.FILE && type != EntryType.DIRECTORY)) {
            return Map.of();
        }
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return Map.of();
        }
        Map<String, byte[]> values = new TreeMap<>();
        try {
            for (String name : view.list()) {
                ByteBuffer value = ByteBuffer.allocate(view.size(name));
                view.read(name, value);
                values.put("user." + name, value.array());
            }
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (FileSystemException refused) {
            // Another file system may be mounted below the root, one that has none. The data is worth more.
            context.notKept("extended attributes of some files: " + refused.getReason());
        }
        return Collections.unmodifiableMap(values);
    }

    /** Small files are not asked for holes: the answer would cost more than the hole saves. */
    @Nullable
    List<DataRange> dataRanges(Path path, long size) throws IOException {
        PlatformFiles platform = size < SPARSE_FROM ? null : platform();
        if (platform == null) {
            return null;
        }
        List<DataRange> ranges = platform.dataRanges(path);
        boolean whole = ranges.size() == 1
                && ranges.get(0).offset() == 0
                && ranges.get(0).length() >= size;
        return whole ? null : ranges;
    }
}
