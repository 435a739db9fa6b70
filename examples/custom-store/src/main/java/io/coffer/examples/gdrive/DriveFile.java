package io.coffer.examples.gdrive;

import com.google.api.client.util.DateTime;
import com.google.api.services.drive.model.File;
import io.coffer.backup.spi.ObjectInfo;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file in Drive that holds an object.
 *
 * <p>Names are no keys in Drive: a folder may hold any number of files of one name. Which of them is the object is
 * settled by a rule that gives every client the same answer, from what the server keeps about each file:
 *
 * <ol>
 *   <li>Files that were put without a condition come before those that were put only if absent.
 *   <li>Of files without a condition the one that was written last counts: it replaced the others.
 *   <li>Of files that were put if absent the one that was made first counts: the others came too late.
 *   <li>At the same millisecond, the greater id.
 * </ol>
 *
 * @param id Drive's key of the file, which never changes
 * @param name of the object, which is known where the file was found by its name
 * @param size in bytes
 * @param created when the file was made, by the clock of the server
 * @param modified when its content was written, by the clock of the server
 * @param unconditional whether it was put without a condition, and so replaces whatever else has its name
 */
record DriveFile(String id, String name, long size, Instant created, Instant modified, boolean unconditional) {
    /** The property of a file that says how it was put. */
    static final String PUT = "coffer-put";

    static final String ALWAYS = "always";
    static final String IF_ABSENT = "if-absent";

    /** Ascending: the greatest of the files of one name is the object. */
    static final Comparator<DriveFile> PRECEDENCE = Comparator.comparing(DriveFile::unconditional)
            .thenComparing((a, b) -> a.unconditional()
                    ? a.modified().compareTo(b.modified())
                    : b.created().compareTo(a.created()))
            .thenComparing(DriveFile::id);

    /** Gives null for what is no file with content, such as a folder or a document of Google's own kinds. */
    static @Nullable DriveFile of(File file, String name) {
        if (file.getSize() == null) {
            return null;
        }
        Map<String, String> properties = file.getProperties();
        return new DriveFile(
                file.getId(),
                name,
                file.getSize(),
                time(file.getCreatedTime()),
                time(file.getModifiedTime()),
                properties == null || !IF_ABSENT.equals(properties.get(PUT)));
    }

    private static Instant time(DateTime time) {
        return Instant.ofEpochMilli(time.getValue());
    }

    ObjectInfo info() {
        return new ObjectInfo(name, size, modified);
    }
}
