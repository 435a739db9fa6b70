package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.UnsupportedFormatException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What is fixed when a repository is created: the object {@code config}.
 *
 * @param id of the repository
 * @param created when
 * @param parameters how data is cut, gathered and compressed
 */
public record Config(UUID id, Instant created, RepositoryParameters parameters) {
    /** The features that this library knows. A repository that needs another cannot be opened. */
    private static final Set<String> FEATURES = Set.of();

    private static final String NAME = ObjectType.CONFIG.prefix();
    private static final String CHUNKER = "fastcdc-gear64";

    /**
     * Encodes the config.
     *
     * @return the bytes of the object
     */
    public byte[] encode() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("format", Header.VERSION);
        document.put("id", id.toString());
        document.put("created", created.toString());
        document.put("features", List.of());
        document.put("contentId", "sha256");
        document.put(
                "chunker",
                ordered(
                        "algorithm", CHUNKER,
                        "minimum", parameters.minimumChunk(),
                        "average", parameters.averageChunk(),
                        "maximum", parameters.maximumChunk()));
        document.put("segments", ordered("data", parameters.dataSegment(), "metadata", parameters.metadataSegment()));
        document.put("packSize", parameters.packSize());
        document.put("compression", ordered("algorithm", "zstd", "level", parameters.compressionLevel()));
        return Envelope.wrap(ObjectType.CONFIG, Json.write(document));
    }

    /**
     * Decodes a config.
     *
     * @param object its bytes
     * @return the config
     * @throws CorruptObjectException when it is not what was stored
     * @throws UnsupportedFormatException when a newer version wrote it, or it needs a feature that is not
     *     known here
     */
    public static Config decode(byte[] object) throws CorruptObjectException, UnsupportedFormatException {
        JsonObject json = Json.read(NAME, Envelope.unwrap(NAME, ObjectType.CONFIG, ByteBuffer.wrap(object)));
        require("format", String.valueOf(json.number("format")), String.valueOf(Header.VERSION));
        for (String feature : json.texts("features")) {
            if (!FEATURES.contains(feature)) {
                throw unsupported("feature", feature);
            }
        }
        JsonObject chunker = json.object("chunker");
        JsonObject segments = json.object("segments");
        JsonObject compression = json.object("compression");
        require("contentId", json.text("contentId"), "sha256");
        require("chunker", chunker.text("algorithm"), CHUNKER);
        require("compression", compression.text("algorithm"), "zstd");
        try {
            return new Config(
                    UUID.fromString(json.text("id")),
                    json.instant("created"),
                    new RepositoryParameters(
                            chunker.integer("minimum"),
                            chunker.integer("average"),
                            chunker.integer("maximum"),
                            segments.integer("data"),
                            segments.integer("metadata"),
                            json.integer("packSize"),
                            compression.integer("level")));
        } catch (IllegalArgumentException impossible) {
            throw Damage.in(NAME, String.valueOf(impossible.getMessage()));
        }
    }

    private static void require(String what, String found, String known) throws UnsupportedFormatException {
        if (!found.equals(known)) {
            throw unsupported(what, found);
        }
    }

    private static UnsupportedFormatException unsupported(String what, String found) {
        return new UnsupportedFormatException(
                "the repository needs " + what + " \"" + found + "\", which this library does not know;"
                        + " use a newer version of the library",
                NAME,
                null);
    }

    static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
