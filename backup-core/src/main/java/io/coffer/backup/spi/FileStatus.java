package io.coffer.backup.spi;

import java.time.Instant;

/**
 * What {@code stat} tells of a file, as POSIX has it. Immutable.
 *
 * @param mode type and permission bits, {@code st_mode}
 * @param uid number of the owner, unsigned
 * @param gid number of the group, unsigned
 * @param size in bytes; of a link, of its target
 * @param modified when the content changed last
 * @param changed when content or attributes changed last
 * @param inode number of the file in its file system
 * @param device number of that file system, {@code st_dev}
 * @param links how many names the file has
 * @param rdev number of the device that a device file stands for, {@code st_rdev}
 */
public record FileStatus(
        int mode,
        long uid,
        long gid,
        long size,
        Instant modified,
        Instant changed,
        long inode,
        long device,
        long links,
        long rdev) {}
