package io.coffer.examples.gdrive;

import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.drive.model.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What the stand-in keeps: files with ids, of any names, and the index that searches go through. The index follows at
 * once, or only when it is told to: the documentation promises nothing about it, and users report seconds to minutes
 * (github.com/kopia/kopia/issues/90 among others), while files are found by their ids at once.
 */
final class DriveStorage {
    private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final int PROPERTY_BYTES = 124;
    private static final int PROPERTIES = 30;

    private final Map<String, StoredFile> files = new LinkedHashMap<>();
    private Map<String, StoredFile> index = files;
    private final Random random = new Random(20261121);
    private final String folder;
    private final boolean lagging;
    private long lastMillis;

    DriveStorage(String folder, boolean lagging) {
        this.folder = folder;
        this.lagging = lagging;
        if (lagging) {
            index = Map.of();
        }
    }

    /** Brings the index up to date. */
    synchronized void settle() {
        if (lagging) {
            index = new LinkedHashMap<>(files);
        }
    }

    synchronized void clear() {
        files.clear();
        settle();
    }

    synchronized List<StoredFile> all() {
        return List.copyOf(files.values());
    }

    /** Requests that follow each other are more than a millisecond apart, as through a network. */
    private long now() {
        lastMillis = Math.max(lastMillis + 1, System.currentTimeMillis());
        return lastMillis;
    }

    synchronized DriveAnswer create(File metadata, byte[] content, String fields) {
        if (metadata.getParents() == null || !metadata.getParents().equals(List.of(folder))) {
            return DriveAnswer.error(404, "notFound");
        }
        Map<String, String> properties = metadata.getProperties() == null ? Map.of() : metadata.getProperties();
        if (metadata.getName() == null || !allowed(properties)) {
            return DriveAnswer.error(400, "invalid");
        }
        long now = now();
        StoredFile file =
                new StoredFile(newId(), metadata.getName(), folder, Map.copyOf(properties), content, now, now);
        files.put(file.id(), file);
        return DriveAnswer.json(file.json(fields));
    }

    private static boolean allowed(Map<String, String> properties) {
        return properties.size() <= PROPERTIES
                && properties.entrySet().stream()
                        .allMatch(property ->
                                (property.getKey() + property.getValue()).getBytes(StandardCharsets.UTF_8).length
                                        <= PROPERTY_BYTES);
    }

    private String newId() {
        StringBuilder id = new StringBuilder("1");
        while (id.length() < 33) {
            id.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return id.toString();
    }

    synchronized DriveAnswer update(String id, File metadata, byte[] content, String fields) {
        StoredFile file = files.get(id);
        if (file == null) {
            return DriveAnswer.error(404, "notFound");
        }
        Map<String, String> properties = metadata.getProperties() == null ? Map.of() : metadata.getProperties();
        StoredFile changed = file.with(properties, content, now());
        files.put(id, changed);
        return DriveAnswer.json(changed.json(fields));
    }

    synchronized StoredFile get(String id) {
        return files.get(id);
    }

    synchronized DriveAnswer delete(String id) {
        return files.remove(id) == null ? DriveAnswer.error(404, "notFound") : DriveAnswer.empty(204, Map.of());
    }

    /**
     * A page of a search. "Partial or empty result pages are possible even before the end of the files list has been
     * reached" (developers.google.com/workspace/drive/api/reference/rest/v3/files/list): every third one is.
     */
    synchronized DriveAnswer list(String query, String orderBy, int pageSize, String token, String fields)
            throws IOException {
        DriveQuery.Parsed parsed = DriveQuery.parse(query);
        if (!parsed.folder().equals(folder)) {
            return DriveAnswer.error(404, "notFound");
        }
        if (pageSize < 1 || pageSize > 1000 || (orderBy != null && !orderBy.equals("name"))) {
            return DriveAnswer.error(400, "invalid");
        }
        Map<String, StoredFile> fitting = new TreeMap<>(Comparator.naturalOrder());
        for (StoredFile file : index.values()) {
            if (parsed.fits().test(file)) {
                fitting.put((orderBy == null ? "" : file.name()) + "\n" + file.id(), file);
            }
        }
        int page = token == null ? 0 : Integer.parseInt(token.substring(0, token.indexOf(':')));
        String after = token == null ? "" : token.substring(token.indexOf(':') + 1);
        int size = page % 3 == 1 ? 0 : page % 3 == 2 ? Math.max(1, pageSize / 2) : pageSize;
        List<Map<String, Object>> listed = new ArrayList<>();
        String last = after;
        boolean more = false;
        for (Map.Entry<String, StoredFile> entry : fitting.entrySet()) {
            if (entry.getKey().compareTo(after) > 0) {
                if (listed.size() == size) {
                    more = true;
                    break;
                }
                listed.add(entry.getValue().json(fields));
                last = entry.getKey();
            }
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("files", listed);
        if (more) {
            answer.put("nextPageToken", (page + 1) + ":" + last);
        }
        return DriveAnswer.json(answer);
    }

    static File metadata(String json) throws IOException {
        return GsonFactory.getDefaultInstance().fromString(json, File.class);
    }
}
