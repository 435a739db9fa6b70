package io.coffer.examples.gdrive;

import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes objects, which have one name each, of files, of which several may have the same name: see {@link DriveFile}.
 * Safe for use by many threads.
 */
final class DriveObjects {
    private final DriveLocation location;
    private final DriveFiles files;
    private final DriveFailures failures;
    private final FileIds ids;

    DriveObjects(DriveLocation location, DriveFiles files, DriveFailures failures, FileIds ids) {
        this.location = location;
        this.files = files;
        this.failures = failures;
        this.ids = ids;
    }

    /** The file that is the object, or null. */
    @Nullable
    DriveFile find(String name) throws IOException {
        String known = ids.get(name);
        if (known != null) {
            try {
                return files.get(known, name);
            } catch (IOException e) {
                if (!DriveFailures.isNotFound(e)) {
                    throw e;
                }
                ids.remove(name);
            }
        }
        Comparator<DriveFile> precedence = DriveFile.PRECEDENCE;
        DriveFile file = files.named(Set.of(name)).stream().max(precedence).orElse(null);
        if (file != null) {
            ids.put(name, file.id());
        }
        return file;
    }

    /** In place where the file is known. A new file replaces older ones of its name by the rule of precedence. */
    void replace(String name, UploadContent content) throws IOException {
        String id = ids.get(name);
        if (id != null) {
            try {
                files.update(id, name, content);
                return;
            } catch (IOException e) {
                if (!DriveFailures.isNotFound(e)) {
                    throw e;
                }
                ids.remove(name);
            }
        }
        ids.put(name, files.create(name, content, PutCondition.NONE).id());
    }

    /** Looks, makes a file, and looks again: who was not the first takes the own file back. */
    void putIfAbsent(String name, UploadContent content) throws IOException {
        if (find(name) != null) {
            throw exists(name);
        }
        DriveFile own = files.create(name, content, PutCondition.IF_ABSENT);
        List<DriveFile> all = new ArrayList<>(files.named(Set.of(name)));
        all.removeIf(file -> file.id().equals(own.id()));
        all.add(own);
        DriveFile first = all.stream().max(DriveFile.PRECEDENCE).orElse(own);
        ids.put(name, first.id());
        if (!first.equals(own)) {
            files.delete(List.of(own.id()), failures);
            throw exists(name);
        }
    }

    private ObjectExistsException exists(String name) {
        return new ObjectExistsException(
                "cannot put object " + name + " into " + location
                        + " on the condition that there is none: there is one, and it was left as it is",
                name,
                null);
    }

    /** Deletes every file of some names; as many names as fit into a query. */
    void delete(Set<String> names) throws IOException {
        if (names.isEmpty()) {
            return;
        }
        try {
            Set<String> found = new LinkedHashSet<>();
            for (DriveFile file : files.named(names)) {
                found.add(file.id());
            }
            for (String name : names) {
                String own = ids.get(name);
                if (own != null) {
                    found.add(own);
                }
            }
            files.delete(List.copyOf(found), failures);
            names.forEach(ids::remove);
        } catch (IOException e) {
            throw failures.explain(
                    "delete objects", names.size() == 1 ? names.iterator().next() : null, e);
        }
    }
}
