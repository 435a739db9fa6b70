package io.coffer.backup.internal.filesystem;

import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryType;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a snapshot keeps of an entry, in the words of {@code java.nio.file}. */
record SnapshotAttributes(EntryAttributes kept) implements PosixFileAttributes {
    private static final Set<PosixFilePermission> READABLE =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    /** Somebody with a name; where no name is known, the number is the name. */
    private record Principal(String name) implements GroupPrincipal {
        static Principal of(@Nullable String name, long number) {
            return new Principal(name != null ? name : number < 0 ? "unknown" : Long.toString(number));
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @Override
    public FileTime lastModifiedTime() {
        return FileTime.from(kept.modified());
    }

    /** As the interface says where there is no such time. */
    @Override
    public FileTime lastAccessTime() {
        return lastModifiedTime();
    }

    @Override
    public FileTime creationTime() {
        return lastModifiedTime();
    }

    @Override
    public boolean isRegularFile() {
        return kept.type() == EntryType.FILE;
    }

    @Override
    public boolean isDirectory() {
        return kept.type() == EntryType.DIRECTORY;
    }

    @Override
    public boolean isSymbolicLink() {
        return kept.type() == EntryType.SYMLINK;
    }

    @Override
    public boolean isOther() {
        return !isRegularFile() && !isDirectory() && !isSymbolicLink();
    }

    @Override
    public long size() {
        return kept.size();
    }

    @Override
    public @Nullable Object fileKey() {
        return kept.inode() == EntryAttributes.UNKNOWN ? null : "(dev=" + kept.device() + ",ino=" + kept.inode() + ")";
    }

    @Override
    public UserPrincipal owner() {
        return Principal.of(kept.owner(), kept.uid());
    }

    @Override
    public GroupPrincipal group() {
        return Principal.of(kept.group(), kept.gid());
    }

    /** Where the snapshot knows none, everybody may read. */
    @Override
    public Set<PosixFilePermission> permissions() {
        if (kept.mode() == EntryAttributes.UNKNOWN) {
            return READABLE;
        }
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((kept.mode() & (0400 >> permission.ordinal())) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }

    boolean isExecutable() {
        return isDirectory() || kept.mode() == EntryAttributes.UNKNOWN || (kept.mode() & 0111) != 0;
    }

    /** All attributes of a view by name; null when there is no such view. */
    @Nullable
    Map<String, Object> view(String name) {
        Map<String, Object> values = new TreeMap<>();
        switch (name) {
            case "basic" -> basic(values);
            case "owner" -> values.put("owner", owner());
            case "posix" -> posix(values);
            case "unix" -> unix(values);
            default -> {
                return null;
            }
        }
        return values;
    }

    private void basic(Map<String, Object> values) {
        values.put("size", size());
        values.put("lastModifiedTime", lastModifiedTime());
        values.put("lastAccessTime", lastAccessTime());
        values.put("creationTime", creationTime());
        values.put("isDirectory", isDirectory());
        values.put("isRegularFile", isRegularFile());
        values.put("isSymbolicLink", isSymbolicLink());
        values.put("isOther", isOther());
        Object key = fileKey();
        if (key != null) {
            values.put("fileKey", key);
        }
    }

    private void posix(Map<String, Object> values) {
        basic(values);
        values.put("owner", owner());
        values.put("group", group());
        values.put("permissions", permissions());
    }

    private void unix(Map<String, Object> values) {
        posix(values);
        int permissions = kept.mode() == EntryAttributes.UNKNOWN ? (isDirectory() ? 0555 : 0444) : kept.mode();
        values.put("mode", typeBits() | permissions);
        values.put("ino", Math.max(0, kept.inode()));
        values.put("dev", Math.max(0, kept.device()));
        values.put("rdev", Math.max(0, kept.rdev()));
        values.put("nlink", (int) Math.max(1, kept.links()));
        values.put("uid", (int) kept.uid());
        values.put("gid", (int) kept.gid());
        Instant changed = kept.changed();
        values.put("ctime", changed == null ? lastModifiedTime() : FileTime.from(changed));
    }

    private int typeBits() {
        return switch (kept.type()) {
            case FILE -> 0100000;
            case DIRECTORY -> 0040000;
            case SYMLINK -> 0120000;
            case FIFO -> 0010000;
            case CHARACTER_DEVICE -> 0020000;
            case BLOCK_DEVICE -> 0060000;
            case SOCKET -> 0140000;
        };
    }
}
