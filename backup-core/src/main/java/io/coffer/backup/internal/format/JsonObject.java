package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that was read, with access by type: what is missing or of another type is damage.
 *
 * @param subject what it is, for messages
 * @param values by name
 */
record JsonObject(String subject, Map<String, Object> values) {
    String text(String name) throws CorruptObjectException {
        return require(name, String.class);
    }

    @Nullable
    String textOrNull(String name) throws CorruptObjectException {
        return values.containsKey(name) ? text(name) : null;
    }

    long number(String name) throws CorruptObjectException {
        return require(name, Long.class);
    }

    int integer(String name) throws CorruptObjectException {
        long value = number(name);
        if (value != (int) value) {
            throw Damage.in(subject, "\"" + name + "\" is " + value + ", too large");
        }
        return (int) value;
    }

    Instant instant(String name) throws CorruptObjectException {
        String text = text(name);
        try {
            return Instant.parse(text);
        } catch (DateTimeException wrong) {
            throw Damage.in(
                    subject, "\"" + name + "\" is \"" + text + "\", expected a time such as 2026-01-31T12:00:00Z");
        }
    }

    JsonObject object(String name) throws CorruptObjectException {
        return ofMap(require(name, Map.class));
    }

    List<JsonObject> objects(String name) throws CorruptObjectException {
        List<JsonObject> objects = new ArrayList<>();
        for (Object item : require(name, List.class)) {
            if (!(item instanceof Map<?, ?> map)) {
                throw Damage.in(subject, "\"" + name + "\" holds something other than objects");
            }
            objects.add(ofMap(map));
        }
        return objects;
    }

    List<String> texts(String name) throws CorruptObjectException {
        List<String> texts = new ArrayList<>();
        for (Object item : require(name, List.class)) {
            if (!(item instanceof String text)) {
                throw Damage.in(subject, "\"" + name + "\" holds something other than text");
            }
            texts.add(text);
        }
        return texts;
    }

    @SuppressWarnings("unchecked") // objects are read with text as keys only
    private JsonObject ofMap(Map<?, ?> map) {
        return new JsonObject(subject, (Map<String, Object>) map);
    }

    private <T> T require(String name, Class<T> type) throws CorruptObjectException {
        Object value = values.get(name);
        if (!type.isInstance(value)) {
            throw Damage.in(subject, "\"" + name + "\" is " + (value == null ? "missing" : "of another type"));
        }
        return type.cast(value);
    }
}
