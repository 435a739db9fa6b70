package io.coffer.backup.store.cloudinary;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of an answer. Members that nobody asks for are read and dropped, since Cloudinary adds new ones.
 *
 * @param values texts, numbers, booleans, objects as {@link Answer}, and lists of those
 */
record Answer(Map<String, Object> values) {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(20)
                    .maxStringLength(10_000)
                    .maxNumberLength(100)
                    .build())
            .build();

    /** Reads an answer; fails when it is no JSON object. */
    static Answer read(byte[] body) throws IOException {
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no JSON object");
            }
            return object(parser);
        }
    }

    private static Answer object(JsonParser parser) throws IOException {
        Map<String, Object> values = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            Object value = value(parser);
            if (value != null) {
                values.put(name, value);
            }
        }
        return new Answer(values);
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    Object value = value(parser);
                    if (value != null) {
                        list.add(value);
                    }
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    @Nullable
    String textOrNull(String name) {
        return values.get(name) instanceof String text ? text : null;
    }

    String text(String name) throws IOException {
        String text = textOrNull(name);
        if (text == null) {
            throw new IOException("no text \"" + name + "\"");
        }
        return text;
    }

    /** A number from 0; some numbers come as texts. */
    long number(String name) throws IOException {
        Object value = values.get(name);
        try {
            BigDecimal number = value instanceof String text ? new BigDecimal(text) : (BigDecimal) value;
            if (number != null && number.signum() >= 0) {
                return number.longValueExact();
            }
        } catch (ArithmeticException | ClassCastException | NumberFormatException wrong) {
            // The message says enough.
            throw new IOException("\"" + name + "\" is no number that it can be", wrong);
        }
        throw new IOException("no number \"" + name + "\"");
    }

    boolean isTrue(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    @Nullable
    Answer objectOrNull(String name) {
        return values.get(name) instanceof Answer object ? object : null;
    }

    List<Answer> objects(String name) throws IOException {
        if (!(values.get(name) instanceof List<?> list)) {
            throw new IOException("no list \"" + name + "\"");
        }
        List<Answer> objects = new ArrayList<>();
        for (Object value : list) {
            if (value instanceof Answer object) {
                objects.add(object);
            }
        }
        return objects;
    }
}
