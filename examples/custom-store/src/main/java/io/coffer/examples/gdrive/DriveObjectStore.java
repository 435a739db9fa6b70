package io.coffer.examples.gdrive;

import com.google.api.services.drive.model.File;
import com.google.api.services.drive.model.FileList;
import com.google.auth.oauth2.GoogleCredentials;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNames;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.RangeNotSatisfiableException;
import io.coffer.backup.spi.StoreCapabilities;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.decorator.MonotonicTime;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Objects as files in one folder of Google Drive. The name of the file is the name of the object.
 *
 * <p>All lie flat in the folder that the user names. Folders of their own would have to be looked up and made, could
 * exist twice like any name in Drive, and bring nothing: what a listing asks for is found by a property of each file
 * that stands for its top directory ("Search for files and folders",
 * developers.google.com/workspace/drive/api/guides/search-files). A folder holds 500,000 items at most
 * (support.google.com/drive/answer/10024498); at 16 MiB a pack that is 8 TB.
 *
 * <p>What it costs: a put without condition is one request (two above 5 MiB), a read is one when the id of the file is
 * known from a listing, a put or an earlier read, and two otherwise; a listing is one for each 1,000 objects; a delete
 * is two for each 50 objects. Ids are believed for five minutes.
 *
 * <p>What it cannot promise, and says in its {@linkplain #capabilities() capabilities}:
 *
 * <ul>
 *   <li>Searches by name and by property go through an index of Drive that may lag behind, by seconds as a rule: it is
 *       not strongly consistent.
 *   <li>Two clients that put the same name {@linkplain PutCondition#IF_ABSENT if absent} at the same moment may both be
 *       told that they won. Both files are there then, and all clients take the same one for the object: see
 *       {@link DriveFile}. Files that count no more go when the object is deleted.
 * </ul>
 *
 * <p>Safe for use by many threads. Interruption does not end a request that is under way.
 */
final class DriveObjectStore implements ObjectStore {
    /** 5 TB: support.google.com/drive/answer/37603. */
    private static final long MAXIMUM_OBJECT_SIZE = 5_000_000_000_000L;

    /** In one query: so many names, and fewer when they are long. The client sends a long query as a form. */
    private static final int NAMES_IN_A_QUERY = 50;

    private static final int CHARACTERS_IN_A_QUERY = 5_000;

    private static final StoreCapabilities CAPABILITIES = StoreCapabilities.builder()
            .stronglyConsistent(false)
            .conditionalPut(false)
            .serverTime(true)
            .remote(true)
            .maximumObjectSize(MAXIMUM_OBJECT_SIZE)
            .maximumBatchDelete(NAMES_IN_A_QUERY)
            .build();

    private final DriveLocation location;
    private final DriveFiles files;
    private final DriveFailures failures;
    private final FileIds ids;
    private final DriveObjects objects;
    private volatile boolean closed;

    DriveObjectStore(DriveLocation location, GoogleCredentials credentials, MonotonicTime time) {
        this.location = location;
        this.files = new DriveFiles(location, credentials);
        this.failures = new DriveFailures(location.toString());
        this.ids = new FileIds(time);
        this.objects = new DriveObjects(location, files, failures, ids);
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        begin(name);
        Objects.requireNonNull(condition, "condition");
        String action = "put object " + name + " (" + data.length() + " bytes)";
        if (data.length() > MAXIMUM_OBJECT_SIZE) {
            throw new StoreException(
                    "cannot " + action + " in " + location + ": Drive takes " + MAXIMUM_OBJECT_SIZE + " at most",
                    name,
                    false,
                    null);
        }
        UploadContent content = new UploadContent(data);
        try {
            if (condition == PutCondition.NONE) {
                objects.replace(name, content);
            } else {
                objects.putIfAbsent(name, content);
            }
        } catch (IOException e) {
            IOException own = content.failure();
            throw own != null ? own : failures.explain(action, name, e);
        }
    }

    @Override
    public InputStream get(String name) throws IOException {
        begin(name);
        return read(name, "get object " + name, id -> files.open(id, null));
    }

    @Override
    public byte[] get(String name, long offset, int length) throws IOException {
        begin(name);
        if (offset < 0 || length < 1) {
            throw new IllegalArgumentException(
                    "a range starts at 0 or later and has 1 byte or more; was offset " + offset + ", length " + length);
        }
        String action = "get " + length + " bytes at offset " + offset + " of object " + name;
        if (offset > MAXIMUM_OBJECT_SIZE) {
            // Numbers that do not fit into a range header; what is missing is to be told as missing all the same.
            stat(name);
            throw outOfRange(action, name);
        }
        return read(name, action, id -> {
            try (InputStream in = files.open(id, "bytes=" + offset + "-" + (offset + length - 1))) {
                byte[] bytes = in.readNBytes(length);
                if (bytes.length < length) {
                    throw outOfRange(action, name);
                }
                return bytes;
            } catch (IOException e) {
                throw DriveFailures.isOutOfRange(e) ? outOfRange(action, name) : e;
            }
        });
    }

    private RangeNotSatisfiableException outOfRange(String action, String name) {
        return new RangeNotSatisfiableException(
                "cannot " + action + " in " + location + ": the object ends before that", name, null);
    }

    @Override
    public ObjectInfo stat(String name) throws IOException {
        begin(name);
        String action = "look at object " + name;
        try {
            DriveFile file = objects.find(name);
            if (file == null) {
                throw notFound(name);
            }
            return file.info();
        } catch (IOException e) {
            throw failures.explain(action, name, e);
        }
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws IOException {
        checkOpen();
        Objects.requireNonNull(visitor, "visitor");
        DriveFile best = null;
        String token = null;
        do {
            FileList page;
            try {
                page = files.page(Objects.requireNonNull(prefix, "prefix"), token);
            } catch (IOException e) {
                throw failures.explain("list \"" + prefix + "\"", null, e);
            }
            for (File listed : page.getFiles()) {
                DriveFile file = files.known(listed);
                if (file != null && file.name().startsWith(prefix)) {
                    // Files of one name follow each other; the object is known when the next name comes.
                    if (best != null && !best.name().equals(file.name())) {
                        visit(best, visitor);
                        best = file;
                    } else {
                        best = best == null || DriveFile.PRECEDENCE.compare(best, file) < 0 ? file : best;
                    }
                }
            }
            token = page.getNextPageToken();
        } while (token != null);
        if (best != null) {
            visit(best, visitor);
        }
    }

    private void visit(DriveFile file, ObjectVisitor visitor) throws IOException {
        ids.putIfUnknown(file.name(), file.id());
        visitor.visit(file.info());
    }

    /** Deletes every file of the names, also those that count no more: else one of them would be the object next. */
    @Override
    public void delete(Collection<String> names) throws IOException {
        checkOpen();
        List<String> checked = List.copyOf(new LinkedHashSet<>(names));
        checked.forEach(ObjectNames::check);
        Set<String> group = new LinkedHashSet<>();
        int characters = 0;
        for (String name : checked) {
            group.add(name);
            characters += location.fileName(name).length();
            if (group.size() == NAMES_IN_A_QUERY || characters > CHARACTERS_IN_A_QUERY) {
                objects.delete(group);
                group.clear();
                characters = 0;
            }
        }
        objects.delete(group);
    }

    @Override
    public StoreCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public String location() {
        return location.toString();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return location();
    }

    private interface FileCall<T> {
        T on(String id) throws IOException;
    }

    /** A known id may be that of a file that somebody else has deleted: then the name is looked for, once. */
    private <T> T read(String name, String action, FileCall<T> call) throws IOException {
        try {
            String known = ids.get(name);
            if (known != null) {
                try {
                    return call.on(known);
                } catch (IOException e) {
                    if (!DriveFailures.isNotFound(e)) {
                        throw e;
                    }
                    ids.remove(name);
                }
            }
            DriveFile file = objects.find(name);
            if (file == null) {
                throw notFound(name);
            }
            return call.on(file.id());
        } catch (IOException e) {
            throw DriveFailures.isNotFound(e) ? notFound(name) : failures.explain(action, name, e);
        }
    }

    private ObjectNotFoundException notFound(String name) {
        return new ObjectNotFoundException(
                "there is no object " + name + " in " + location + ": it was never put, or it was deleted", name, null);
    }

    private void begin(String name) {
        checkOpen();
        ObjectNames.check(name);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the store " + location() + " is closed");
        }
    }
}
