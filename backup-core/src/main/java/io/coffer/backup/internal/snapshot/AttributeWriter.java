package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.internal.files.AttributeReader;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.spi.PlatformFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives files the attributes that a snapshot keeps, as far as the file system and the permissions of the
 * process allow. What cannot be given is reported and no reason to stop. Thread-safe.
 */
final class AttributeWriter {
    private static final int SPECIAL_BITS = 07000;

    private final boolean unix;
    private final boolean posix;
    private final @Nullable PlatformFiles platform;
    private final BiConsumer<Path, String> notKept;
    private final EntryAttributes own;
    private final int maskedBits;

    /**
     * Prepares for a file system.
     *
     * @param directory where something can be written, to find out what new files get
     * @param platform what is possible beyond the JDK, or null
     * @param notKept hears what could not be given to which file
     * @throws IOException when nothing can be written there
     */
    AttributeWriter(Path directory, @Nullable PlatformFiles platform, BiConsumer<Path, String> notKept)
            throws IOException {
        Set<String> views = directory.getFileSystem().supportedFileAttributeViews();
        this.unix = views.contains("unix");
        this.posix = views.contains("posix");
        this.platform = platform;
        this.notKept = notKept;
        Path probe = Files.createTempFile(directory, ".coffer-", ".part");
        try {
            int before = 0;
            if (posix) {
                Files.delete(probe);
                Files.createFile(probe, Permissions.attribute(0777));
                before = 0777;
            }
            own = new AttributeReader(directory.getFileSystem()).read(probe);
            maskedBits = before & ~own.mode();
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /**
     * Gives a file all of its attributes. Its times are given last: the others would change them.
     *
     * @param path of the file
     * @param node what the snapshot keeps of it
     * @param createdWithMode whether it was created with the permissions of the node
     * @throws IOException when the file is not there any more
     */
    void apply(Path path, Node node, boolean createdWithMode) throws IOException {
        EntryAttributes attributes = node.attributes();
        boolean ownerChanged = owner(path, attributes);
        boolean link = attributes.type() == EntryType.SYMLINK;
        if (!link && attributes.mode() != EntryAttributes.UNKNOWN) {
            boolean exact = createdWithMode && (attributes.mode() & (maskedBits | SPECIAL_BITS)) == 0;
            if (!exact || ownerChanged) {
                mode(path, attributes.mode());
            }
        }
        if (!node.extendedAttributes().isEmpty()) {
            extendedAttributes(path, node);
        }
        times(path, attributes);
    }

    private boolean owner(Path path, EntryAttributes attributes) {
        if (!unix || attributes.uid() == EntryAttributes.UNKNOWN) {
            return false;
        }
        boolean user = attributes.uid() != own.uid();
        boolean group = attributes.gid() != own.gid();
        try {
            if (group) {
                Files.setAttribute(path, "unix:gid", (int) attributes.gid(), LinkOption.NOFOLLOW_LINKS);
            }
            if (user) {
                Files.setAttribute(path, "unix:uid", (int) attributes.uid(), LinkOption.NOFOLLOW_LINKS);
            }
        } catch (IOException refused) {
            notKept.accept(path, "owner or group: the process may not set them");
        }
        return user || group;
    }

    private void mode(Path path, int mode) {
        try {
            if (unix) {
                Files.setAttribute(path, "unix:mode", mode);
            } else if (posix) {
                Files.setPosixFilePermissions(path, Permissions.of(mode));
            }
        } catch (IOException refused) {
            notKept.accept(path, "permissions: " + refused.getMessage());
        }
    }

    private void extendedAttributes(Path path, Node node) {
        for (Map.Entry<String, byte[]> attribute : node.extendedAttributes().entrySet()) {
            try {
                if (platform != null) {
                    platform.setExtendedAttribute(path, attribute.getKey(), attribute.getValue());
                } else {
                    userAttribute(path, attribute.getKey(), attribute.getValue());
                }
            } catch (IOException | UnsupportedOperationException refused) {
                notKept.accept(path, "extended attribute " + attribute.getKey() + ": " + refused.getMessage());
            }
        }
    }

    private static void userAttribute(Path path, String name, byte[] value) throws IOException {
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null || !name.startsWith("user.")) {
            throw new UnsupportedOperationException("the JDK cannot set it; the module backup-posix can, on Linux");
        }
        view.write(name.substring("user.".length()), ByteBuffer.wrap(value));
    }

    private void times(Path path, EntryAttributes attributes) throws IOException {
        FileTime modified = FileTime.from(attributes.modified());
        try {
            // With both times given the JDK does not have to read the one that stays.
            Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setTimes(modified, modified, null);
        } catch (java.nio.file.NoSuchFileException gone) {
            throw gone;
        } catch (IOException refused) {
            notKept.accept(path, "time of modification: " + refused.getMessage());
        }
    }

    /** Permission bits in the words of the JDK. */
    static final class Permissions {
        private Permissions() {}

        static Set<PosixFilePermission> of(int mode) {
            Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
            for (PosixFilePermission permission : PosixFilePermission.values()) {
                if ((mode & (0400 >> permission.ordinal())) != 0) {
                    permissions.add(permission);
                }
            }
            return permissions;
        }

        static java.nio.file.attribute.FileAttribute<?> attribute(int mode) {
            return java.nio.file.attribute.PosixFilePermissions.asFileAttribute(of(mode));
        }
    }

    /**
     * What a file is to be created with.
     *
     * @param mode permission bits, or {@link EntryAttributes#UNKNOWN}
     * @return for {@code Files.newByteChannel}; nobody but the owner may read it before it is whole
     */
    java.nio.file.attribute.FileAttribute<?>[] creationAttributes(int mode) {
        if (!posix || mode == EntryAttributes.UNKNOWN) {
            return new java.nio.file.attribute.FileAttribute<?>[0];
        }
        return new java.nio.file.attribute.FileAttribute<?>[] {Permissions.attribute(mode & 0777)};
    }
}
