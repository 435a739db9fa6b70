package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.UnsupportedFormatException;
import io.coffer.backup.spi.encryption.CipherSuite;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is fixed when a repository is created: the object {@code config}.
 *
 * @param id of the repository
 * @param created when
 * @param parameters how data is cut, gathered and compressed
 * @param suite how its objects are sealed; null when it is not encrypted
 */
public record Config(
        UUID id,
        Instant created,
        RepositoryParameters parameters,
        @Nullable CipherSuite suite) {
    private static final String ENCRYPTION = "encryption";
    private static final String PARITY = "parity";
    /** The features that this library knows. A repository that needs another cannot be opened. */
    private static final Set<String> FEATURES = Set.of(ENCRYPTION, PARITY);

    private static final String NAME = ObjectType.CONFIG.prefix();

    private List<String> features() {
        List<String> features = new ArrayList<>();
        if (suite != null) {
            features.add(ENCRYPTION);
        }
        if (parameters.parity() > 0) {
            features.add(PARITY);
        }
        return features;
    }

    private String contentId() {
        return suite == null ? "sha256" : "hmac-sha256";
    }

    private String chunker() {
        return suite == null ? "fastcdc-gear64" : "fastcdc-gear64-keyed";
    }

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
        document.put("features", features());
        document.put("contentId", contentId());
        document.put(
                "chunker",
                ordered(
                        "algorithm", chunker(),
                        "minimum", parameters.minimumChunk(),
                        "average", parameters.averageChunk(),
                        "maximum", parameters.maximumChunk()));
        document.put("segments", ordered("data", parameters.dataSegment(), "metadata", parameters.metadataSegment()));
        document.put("packSize", parameters.packSize());
        document.put("compression", ordered("algorithm", "zstd", "level", parameters.compressionLevel()));
        if (suite != null) {
            document.put(ENCRYPTION, ordered("cipher", suite.id()));
        }
        if (parameters.parity() > 0) {
            document.put(PARITY, parameters.parity());
        }
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
        List<String> features = json.texts("features");
        for (String feature : features) {
            if (!FEATURES.contains(feature)) {
                throw unsupported("feature", feature);
            }
        }
        CipherSuite suite =
                features.contains(ENCRYPTION) ? suite(json.object(ENCRYPTION).text("cipher")) : null;
        JsonObject chunker = json.object("chunker");
        JsonObject segments = json.object("segments");
        JsonObject compression = json.object("compression");
        require("compression", compression.text("algorithm"), "zstd");
        try {
            Config config = new Config(
                    UUID.fromString(json.text("id")),
                    json.instant("created"),
                    new RepositoryParameters(
                            chunker.integer("minimum"),
                            chunker.integer("average"),
                            chunker.integer("maximum"),
                            segments.integer("data"),
                            segments.integer("metadata"),
                            json.integer("packSize"),
                            compression.integer("level"),
                            features.contains(PARITY) ? json.integer(PARITY) : 0),
                    suite);
            require("contentId", json.text("contentId"), config.contentId());
            require("chunker", chunker.text("algorithm"), config.chunker());
            return config;
        } catch (IllegalArgumentException impossible) {
            throw Damage.in(NAME, String.valueOf(impossible.getMessage()));
        }
    }

    private static CipherSuite suite(String id) throws UnsupportedFormatException {
        return CipherSuite.of(id).orElseThrow(() -> unsupported("cipher", id));
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
