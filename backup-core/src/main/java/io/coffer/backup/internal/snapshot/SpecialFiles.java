package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.internal.files.PathNames;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.spi.PlatformFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes entries that have no data: symbolic links, pipes, devices and sockets. Thread-safe. */
final class SpecialFiles {
    private static final int PIPE = 0010000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int SOCKET = 0140000;

    private final @Nullable PlatformFiles platform;

    SpecialFiles(@Nullable PlatformFiles platform) {
        this.platform = platform;
    }

    /** Makes an entry; says why when that is not possible here. */
    @Nullable
    String make(Path path, Node node) throws IOException {
        if (node.type() == EntryType.SYMLINK) {
            return link(path, Objects.requireNonNull(node.linkTarget()));
        }
        if (platform == null) {
            return "the JDK cannot make a " + node.type() + "; the module backup-posix can, on Linux";
        }
        int mode = Math.max(0, node.attributes().mode());
        platform.makeNode(
                path,
                typeBits(node.type()) | mode,
                Math.max(0, node.attributes().rdev()));
        return null;
    }

    private @Nullable String link(Path path, byte[] target) throws IOException {
        try {
            Path text = PathNames.targetOf(path, target);
            // The JDK takes slashes out that change nothing for it; they can mean something to others.
            if (platform != null && !Arrays.equals(PathNames.bytesOf(text), target)) {
                platform.makeSymbolicLink(path, target);
            } else {
                Files.createSymbolicLink(path, text);
            }
            return null;
        } catch (UnsupportedOperationException noLinks) {
            return "the file system has no symbolic links";
        } catch (InvalidPathException impossible) {
            return "its target cannot be one in this file system: " + impossible.getMessage();
        }
    }

    private static int typeBits(EntryType type) {
        return switch (type) {
            case FIFO -> PIPE;
            case CHARACTER_DEVICE -> CHARACTER_DEVICE;
            case BLOCK_DEVICE -> BLOCK_DEVICE;
            case SOCKET -> SOCKET;
            case FILE, DIRECTORY, SYMLINK -> throw new IllegalArgumentException(type + " is not special");
        };
    }
}
