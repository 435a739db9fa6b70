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
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives files the attributes that a snapshot keeps, as far as the file system and the permissions of the
 * process allow. What cannot be given is reported and no reason to stop. Thread-safe.
 */
final class AttributeWriter {
    private static final int SPECIAL_BITS = 07000;

    private static final int SET_ID_BITS = 06000;
    private static final int SET_GROUP_BIT = 02000;
    private static final int OWNER_READS_AND_WRITES = 0600;
    private static final String ACCESS_LIST = "system.posix_acl_access";
    private static final String DEFAULT_LIST = "system.posix_acl_default";

    /** Beyond this, near the year 2255, the times that the JDK sets come to an end; they begin in 1970. */
    private static final long JDK_SECONDS = 9_000_000_000L;

    private final boolean unix;
    private final boolean posix;
    private final @Nullable PlatformFiles platform;
    private final BiConsumer<String, String> notKept;
    private final AtomicBoolean saidWhatIsMissing = new AtomicBoolean();
    private final AtomicBoolean saidOwner = new AtomicBoolean();
    private final EntryAttributes own;
    private final int maskedBits;

    /** Whether new files may have got something from a directory that was there before. */
    private volatile boolean inherits;

    /**
     * Prepares for a file system.
     *
     * @param directory where something can be written, to find out what new files get
     * @param probe a path in it where nothing is
     * @param platform what is possible beyond the JDK, or null
     * @param notKept hears what could not be given to which entry, by its path in the snapshot
     * @throws IOException when nothing can be written there
     */
    AttributeWriter(Path directory, Path probe, @Nullable PlatformFiles platform, BiConsumer<String, String> notKept)
            throws IOException {
        Set<String> views = directory.getFileSystem().supportedFileAttributeViews();
        this.unix = views.contains("unix");
        this.posix = views.contains("posix");
        this.platform = platform;
        this.notKept = notKept;
        try {
            int before = 0;
            if (posix) {
                Files.createFile(probe, Permissions.attribute(0777));
                before = 0777;
            } else {
                Files.createFile(probe);
            }
            own = new AttributeReader(directory.getFileSystem()).read(probe);
            maskedBits = before & ~own.mode();
        } finally {
            Files.deleteIfExists(probe);
        }
        lookAt(directory);
    }

    /** Finds out what new entries get from a directory that was there before: its group, and access control lists. */
    void lookAt(Path directory) throws IOException {
        if (inherits || !unix) {
            return;
        }
        int mode = (Integer) Files.getAttribute(directory, "unix:mode");
        inherits = (mode & SET_GROUP_BIT) != 0
                || (platform != null && platform.extendedAttributes(directory).containsKey(DEFAULT_LIST));
    }

    /** How an entry came to be there. */
    enum Origin {
        /** It was there before. */
        FOUND,
        /** It was made, with permissions of which nothing is known. */
        MADE,
        /** It was made with {@link #creationAttributes}. */
        MADE_WITH_MODE
    }

    /**
     * Gives a file all of its attributes. The permissions come late, for they may keep the process from setting the
     * others; access control lists come last, for permissions change them. Neither changes the times.
     *
     * @param file where it is now
     * @param path in the snapshot
     * @param node what the snapshot keeps of it
     * @param origin how it came to be there
     * @throws IOException when the file is not there any more
     */
    void apply(Path file, String path, Node node, Origin origin) throws IOException {
        EntryAttributes attributes = node.attributes();
        sayWhatIsMissing(attributes);
        boolean mayDiffer = origin == Origin.FOUND || inherits;
        boolean changesUser = unix && attributes.uid() >= 0 && (mayDiffer || attributes.uid() != own.uid());
        boolean changesGroup = unix && attributes.gid() >= 0 && (mayDiffer || attributes.gid() != own.gid());
        boolean hasOwner = owner(file, path, attributes, changesUser, changesGroup);
        boolean link = attributes.type() == EntryType.SYMLINK;
        if (mayDiffer && !link) {
            removeLists(file, node);
        }
        if (origin == Origin.FOUND) {
            removeUserAttributes(file, path, node);
        }
        extendedAttributes(file, path, node, false);
        times(file, path, attributes);
        if (!link && attributes.mode() != EntryAttributes.UNKNOWN) {
            boolean exact = origin == Origin.MADE_WITH_MODE
                    && !mayDiffer
                    && !changesUser
                    && !changesGroup
                    && isCreatedExactly(attributes.mode());
            if (!exact) {
                mode(file, path, hasOwner ? attributes.mode() : attributes.mode() & ~SET_ID_BITS);
            }
        }
        extendedAttributes(file, path, node, true);
    }

    private boolean isCreatedExactly(int mode) {
        return (mode & (maskedBits | SPECIAL_BITS)) == 0 && (mode & OWNER_READS_AND_WRITES) == OWNER_READS_AND_WRITES;
    }

    private void sayWhatIsMissing(EntryAttributes attributes) {
        boolean missesMode = !posix && attributes.mode() != EntryAttributes.UNKNOWN;
        boolean missesOwner = !unix && attributes.uid() != EntryAttributes.UNKNOWN;
        if ((missesMode || missesOwner) && saidWhatIsMissing.compareAndSet(false, true)) {
            notKept.accept(
                    "",
                    (posix ? "owners and groups" : "permissions and owners")
                            + ": the JDK cannot set them in this file system");
        }
    }

    /** Gives the owner; false when it is another than the snapshot says, and must not lend its rights to others. */
    private boolean owner(
            Path file, String path, EntryAttributes attributes, boolean changesUser, boolean changesGroup) {
        try {
            if (changesGroup) {
                Files.setAttribute(file, "unix:gid", (int) attributes.gid(), LinkOption.NOFOLLOW_LINKS);
            }
            if (changesUser) {
                Files.setAttribute(file, "unix:uid", (int) attributes.uid(), LinkOption.NOFOLLOW_LINKS);
            }
            return true;
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException refused) {
            boolean hasSetId = attributes.type() != EntryType.SYMLINK
                    && attributes.mode() != EntryAttributes.UNKNOWN
                    && (attributes.mode() & SET_ID_BITS) != 0;
            if (hasSetId || saidOwner.compareAndSet(false, true)) {
                notKept.accept(
                        path,
                        "owner or group: the process may not set them; "
                                + (hasSetId
                                        ? "so the setuid and setgid bits are not set either"
                                        : "of others this is not said again"));
            }
            return false;
        }
    }

    private void removeLists(Path file, Node node) {
        if (platform == null) {
            return;
        }
        try {
            if (!node.extendedAttributes().containsKey(ACCESS_LIST)) {
                platform.removeExtendedAttribute(file, ACCESS_LIST);
            }
            if (node.type() == EntryType.DIRECTORY && !node.extendedAttributes().containsKey(DEFAULT_LIST)) {
                platform.removeExtendedAttribute(file, DEFAULT_LIST);
            }
        } catch (IOException none) {
            // The file system has no lists, or the owner is another, who was reported.
            return;
        }
    }

    /** A directory that was there may have what the snapshot does not have of it. */
    private void removeUserAttributes(Path file, String path, Node node) {
        UserAttributes there = new UserAttributes(file, platform);
        for (String name : there.names()) {
            if (!node.extendedAttributes().containsKey(name)) {
                try {
                    there.remove(name);
                } catch (IOException | UnsupportedOperationException refused) {
                    notKept.accept(
                            path, "extended attribute " + name + " was there and stays: " + refused.getMessage());
                }
            }
        }
    }

    private void mode(Path file, String path, int mode) {
        try {
            if (unix) {
                Files.setAttribute(file, "unix:mode", mode);
            } else if (posix) {
                Files.setPosixFilePermissions(file, Permissions.of(mode));
            }
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException refused) {
            notKept.accept(path, "permissions: " + refused.getMessage());
        }
    }

    private void extendedAttributes(Path file, String path, Node node, boolean lists) {
        for (Map.Entry<String, byte[]> attribute : node.extendedAttributes().entrySet()) {
            String name = attribute.getKey();
            boolean isList = name.equals(ACCESS_LIST) || name.equals(DEFAULT_LIST);
            if (isList != lists) {
                continue;
            }
            try {
                if (platform != null) {
                    platform.setExtendedAttribute(file, name, attribute.getValue());
                } else {
                    userAttribute(file, name, attribute.getValue());
                }
            } catch (IOException | IllegalArgumentException | UnsupportedOperationException refused) {
                notKept.accept(path, "extended attribute " + name + ": " + refused.getMessage());
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

    private void times(Path file, String path, EntryAttributes attributes) throws IOException {
        try {
            if (platform != null) {
                // The JDK opens what it sets the time of. That takes longer than all else that a small file needs, may
                // wait at a pipe for ever, and moves the tape in a drive.
                platform.setModified(file, attributes.modified());
                return;
            }
            FileTime modified = FileTime.from(attributes.modified());
            // With both times given the JDK does not have to read the one that stays.
            Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setTimes(modified, modified, null);
            if (unix && isBeyondJdk(attributes)) {
                // It takes the nearest time that it can, and says nothing.
                FileTime set = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
                if (!set.equals(modified)) {
                    notKept.accept(path, "time of modification: it is " + modified + ", the JDK could only set " + set);
                }
            }
        } catch (java.nio.file.NoSuchFileException gone) {
            throw gone;
        } catch (IOException refused) {
            notKept.accept(path, "time of modification: " + refused.getMessage());
        }
    }

    private static boolean isBeyondJdk(EntryAttributes attributes) {
        long seconds = attributes.modified().getEpochSecond();
        return seconds < 0 || seconds > JDK_SECONDS;
    }

    /** Permission bits in the words of the JDK. */
    static final class Permissions {
        /** Of each mode that was asked for: nearly all files have one of a few. */
        private static final AtomicReferenceArray<FileAttribute<?>> ATTRIBUTES = new AtomicReferenceArray<>(01000);

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

        static FileAttribute<?> attribute(int mode) {
            int permissions = mode & 0777;
            FileAttribute<?> attribute = ATTRIBUTES.get(permissions);
            if (attribute == null) {
                attribute = PosixFilePermissions.asFileAttribute(of(permissions));
                ATTRIBUTES.set(permissions, attribute);
            }
            return attribute;
        }
    }

    /**
     * What a file is to be created with.
     *
     * @param mode permission bits, or {@link EntryAttributes#UNKNOWN}
     * @return for {@code Files.newByteChannel}; nobody but the owner may read it before it is whole
     */
    FileAttribute<?>[] creationAttributes(int mode) {
        if (!posix || mode == EntryAttributes.UNKNOWN) {
            return new java.nio.file.attribute.FileAttribute<?>[0];
        }
        // A process without privileges could not set extended attributes or times of what it may not open.
        int created = isCreatedExactly(mode) ? mode : (mode & 0700) | OWNER_READS_AND_WRITES;
        return new FileAttribute<?>[] {Permissions.attribute(created)};
    }
}
