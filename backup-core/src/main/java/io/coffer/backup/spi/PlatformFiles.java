package io.coffer.backup.spi;

import io.coffer.backup.model.DataRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the JDK cannot do with the files of a platform: extended attributes of all name spaces (which
 * carry POSIX access control lists too), holes, and special files. Found through
 * {@link java.util.ServiceLoader}; without one a backup goes on, and its result says what was not kept.
 *
 * <p>No method follows a symbolic link in the last part of a path. All methods may be called by many
 * threads at once.
 */
public interface PlatformFiles {
    /**
     * Tells whether this implementation works on the platform that the program runs on, and for the file
     * system of that path. Called once for each file system; may load native code.
     *
     * @param path any path, whether there is a file or not
     * @return whether the other methods may be called for paths of its file system
     */
    boolean supports(Path path);

    /**
     * Tells what the file system knows of a file itself. A backup asks for this once or twice for each file, and the
     * JDK's own way takes longer than the system call. An implementation need not have it: this one answers null.
     *
     * @param path a file of any type
     * @return what the JDK tells in its view named {@code unix}; null to leave this file to the JDK, and all that the
     *     same backup asks for after it
     * @throws java.nio.file.NoSuchFileException when there is no file
     * @throws IOException when the file system refuses
     */
    default @Nullable FileStatus status(Path path) throws IOException {
        return null;
    }

    /**
     * Reads all extended attributes that the caller may read.
     *
     * @param path a file of any type
     * @return by full name, such as {@code user.note}, {@code security.capability} or
     *     {@code system.posix_acl_access}; empty where the file system has none
     * @throws IOException when the file cannot be read
     */
    Map<String, byte[]> extendedAttributes(Path path) throws IOException;

    /**
     * Sets an extended attribute, replacing its value where there is one.
     *
     * @param path a file of any type
     * @param name full name
     * @param value any bytes
     * @throws IOException when the platform refuses
     */
    void setExtendedAttribute(Path path, String name, byte[] value) throws IOException;

    /**
     * Removes an extended attribute; nothing happens when it is not there.
     *
     * @param path a file of any type
     * @param name full name
     * @throws IOException when the platform refuses
     */
    void removeExtendedAttribute(Path path, String name) throws IOException;

    /**
     * Finds which parts of a regular file hold data; the others are holes, which read as zeros.
     *
     * @param path a regular file
     * @return ascending, not touching each other; one range from 0 to the size for a file without holes,
     *     none for a file that is one hole
     * @throws IOException when the file cannot be read
     */
    List<DataRange> dataRanges(Path path) throws IOException;

    /**
     * Makes a named pipe, a device or a socket's place in a directory.
     *
     * @param path where nothing is yet
     * @param mode type and permission bits as {@code st_mode} has them
     * @param device device number as {@code st_rdev} has it; 0 for a named pipe
     * @throws IOException when the platform refuses, for lack of permission for instance
     */
    void makeNode(Path path, int mode, long device) throws IOException;

    /**
     * Makes a symbolic link with exactly these bytes. The JDK changes those that are not what it would
     * write, a slash at the end or two in a row for instance.
     *
     * @param path where nothing is yet
     * @param target any bytes but zero
     * @throws IOException when the platform refuses
     */
    void makeSymbolicLink(Path path, byte[] target) throws IOException;

    /**
     * Sets the time of modification, and that of the last access to the same, without opening the file. The
     * JDK opens it, and then waits at a named pipe for a writer; and it ends in the year 2262.
     *
     * @param path a file of any type
     * @param time to the nanosecond, as far as the file system keeps it
     * @throws IOException when the platform refuses
     */
    void setModified(Path path, Instant time) throws IOException;
}
