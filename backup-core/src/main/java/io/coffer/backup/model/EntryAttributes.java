package io.coffer.backup.model;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a file system tells of an entry without opening it. What it does not know is {@link #UNKNOWN} or
 * null. Immutable.
 *
 * @param type what kind of entry
 * @param size of a regular file in bytes; 0 for other types
 * @param mode permission bits, {@code 07777} at most
 * @param uid owner by number
 * @param gid group by number
 * @param owner name of the owner, where the system knows one
 * @param group name of the group, where the system knows one
 * @param modified when the data changed last, to the nanosecond
 * @param changed when data or attributes changed last, by the file system's own account
 * @param inode number of the file within its device
 * @param device on which the file lies
 * @param links how many names the file has
 * @param rdev which device a device file stands for
 */
public record EntryAttributes(
        EntryType type,
        long size,
        int mode,
        long uid,
        long gid,
        @Nullable String owner,
        @Nullable String group,
        Instant modified,
        @Nullable Instant changed,
        long inode,
        long device,
        long links,
        long rdev) {
    /** Stands for a number that the file system does not tell. */
    public static final int UNKNOWN = -1;

    /** Checks the values. */
    public EntryAttributes {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(modified, "modified");
        if (size < 0) {
            throw new IllegalArgumentException("size is negative: " + size);
        }
        if (mode < UNKNOWN || mode > 07777) {
            throw new IllegalArgumentException("not permission bits: " + Integer.toOctalString(mode));
        }
    }

    /**
     * Attributes of an entry that comes from no file system.
     *
     * @param type what kind of entry
     * @param size in bytes
     * @param modified when the data changed last
     * @return attributes with everything else unknown
     */
    public static EntryAttributes of(EntryType type, long size, Instant modified) {
        return new EntryAttributes(
                type, size, UNKNOWN, UNKNOWN, UNKNOWN, null, null, modified, null, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);
    }

    /**
     * The same attributes with another size.
     *
     * @param size in bytes
     * @return a copy
     */
    public EntryAttributes withSize(long size) {
        return new EntryAttributes(
                type, size, mode, uid, gid, owner, group, modified, changed, inode, device, links, rdev);
    }

    // Written out: what a record has by itself is put together when it is first called, which takes a short process
    // long.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EntryAttributes that
                && sameDataAs(that)
                && mode == that.mode
                && uid == that.uid
                && gid == that.gid
                && Objects.equals(owner, that.owner)
                && Objects.equals(group, that.group)
                && device == that.device
                && links == that.links
                && rdev == that.rdev;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(inode) + Long.hashCode(size)) + modified.hashCode();
    }

    /**
     * Tells whether nothing speaks for a change of the data between two looks at a file: type, size, both
     * times and the inode are the same. Where the file system tells no inode or no time of change, the
     * others decide.
     *
     * @param earlier what was seen before
     * @return whether the data can be taken for unchanged
     */
    public boolean sameDataAs(EntryAttributes earlier) {
        return type == earlier.type
                && size == earlier.size
                && inode == earlier.inode
                && modified.equals(earlier.modified)
                && Objects.equals(changed, earlier.changed);
    }
}
