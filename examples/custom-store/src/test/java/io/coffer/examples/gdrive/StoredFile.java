package io.coffer.examples.gdrive;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A file in the stand-in; immutable, a change makes another one of the same id. */
record StoredFile(
        String id,
        String name,
        String folder,
        Map<String, String> properties,
        byte[] content,
        long createdMillis,
        long modifiedMillis) {

    StoredFile with(Map<String, String> changed, byte[] newContent, long now) {
        Map<String, String> merged = new LinkedHashMap<>(properties);
        merged.putAll(changed);
        return new StoredFile(id, name, folder, Map.copyOf(merged), newContent, createdMillis, now);
    }

    /** As the API shows it, with the fields that were asked for. */
    Map<String, Object> json(String fields) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("id", id);
        all.put("name", name);
        all.put("parents", List.of(folder));
        all.put("properties", properties);
        // Numbers of 64 bits are texts in Google's JSON.
        all.put("size", String.valueOf(content.length));
        all.put("createdTime", Instant.ofEpochMilli(createdMillis).toString());
        all.put("modifiedTime", Instant.ofEpochMilli(modifiedMillis).toString());
        List<String> asked = List.of(fields.split(","));
        all.keySet().retainAll(asked);
        return all;
    }
}
