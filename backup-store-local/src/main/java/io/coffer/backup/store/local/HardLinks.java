package io.coffer.backup.store.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * Whether a file system has hard links, which are the only means in Java to give a whole file its name on the
 * condition that nobody has taken it.
 */
final class HardLinks {
    /** File systems that have them for certain, so that opening a store for reading writes nothing there. */
    private static final Set<String> KNOWN =
            Set.of("apfs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "hfs", "ntfs", "overlay", "tmpfs", "xfs", "zfs");

    private HardLinks() {}

    /**
     * Finds out, where the type of the file system does not tell by making a link and removing it at once. No link,
     * for whatever reason, means no.
     *
     * @param root of the store; the nearest directory above it is asked while there is none
     */
    static boolean work(RootDirectory root) {
        Path directory = Failures.existing(root.temporaries());
        try {
            String type = Files.getFileStore(directory).type().toLowerCase(Locale.ROOT);
            return KNOWN.contains(type) || tryOne(directory);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static boolean tryOne(Path directory) throws IOException {
        Path file = directory.resolve(".link-test~" + UUID.randomUUID());
        Path link = directory.resolve(".link-test~" + UUID.randomUUID());
        Files.createFile(file);
        try {
            Files.createLink(link, file);
            Files.delete(link);
            return true;
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
