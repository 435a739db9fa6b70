package io.coffer.backup.internal.format;

import io.coffer.backup.BackupStatistics;
import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.Manifest;
import io.coffer.backup.Problem;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The manifest of a snapshot as a JSON document. */
public final class ManifestCodec {
    /** No manifest is larger, in bytes. */
    public static final int MAX_LENGTH = 16 << 20;

    private ManifestCodec() {}

    /**
     * Encodes a manifest.
     *
     * @param envelopes of the repository
     * @param manifest to be stored
     * @return the bytes of the object, whose SHA-256 is the id of the snapshot
     * @throws IllegalArgumentException when it would be larger than {@link #MAX_LENGTH}
     */
    public static byte[] encode(Envelopes envelopes, Manifest manifest) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("time", manifest.time().toString());
        document.put("host", manifest.host());
        document.put("user", manifest.user());
        document.put("program", manifest.program());
        document.put(
                "sources",
                manifest.sources().stream()
                        .map(source -> Config.ordered("name", source.name(), "location", source.location()))
                        .toList());
        document.put("tags", manifest.tags());
        document.put("root", reference(manifest.root()));
        if (manifest.parent() != null) {
            document.put("parent", manifest.parent());
        }
        if (manifest.original() != null) {
            document.put("original", manifest.original());
        }
        document.put(
                "problems",
                manifest.problems().stream()
                        .map(problem -> Config.ordered(
                                "kind", problem.kind().name(), "path", problem.path(), "message", problem.message()))
                        .toList());
        document.put("statistics", statistics(manifest.statistics()));
        byte[] object = envelopes.wrap(ObjectType.SNAPSHOT, "", Json.write(document));
        if (object.length > MAX_LENGTH) {
            throw new IllegalArgumentException("a manifest of " + object.length + " bytes, more than " + MAX_LENGTH
                    + "; give the snapshot fewer sources or tags");
        }
        return object;
    }

    private static Map<String, Object> reference(ContentReference root) {
        return Config.ordered(
                "size", root.size(),
                "level", root.level(),
                "ids", root.ids().stream().map(ContentId::toString).toList());
    }

    private static Map<String, Object> statistics(BackupStatistics statistics) {
        return Config.ordered(
                "files", statistics.files(),
                "directories", statistics.directories(),
                "others", statistics.others(),
                "bytes", statistics.bytes(),
                "unchangedFiles", statistics.unchangedFiles(),
                "readBytes", statistics.readBytes(),
                "newContents", statistics.newContents(),
                "newBytes", statistics.newBytes(),
                "storedBytes", statistics.storedBytes(),
                "problems", statistics.problems(),
                "durationMillis", statistics.duration().toMillis());
    }

    /**
     * Decodes a manifest.
     *
     * @param envelopes of the repository
     * @param name of the object, for messages
     * @param object its bytes
     * @return the manifest
     * @throws CorruptObjectException when it is not what was stored
     * @throws IOException when a newer version wrote it, or the keys at hand do not open it
     */
    public static Manifest decode(Envelopes envelopes, String name, byte[] object) throws IOException {
        ByteBuffer payload = envelopes.unwrap(name, ObjectType.SNAPSHOT, "", ByteBuffer.wrap(object));
        JsonObject json = Json.read(name, payload);
        List<Manifest.SourceInfo> sources = new ArrayList<>();
        for (JsonObject source : json.objects("sources")) {
            sources.add(new Manifest.SourceInfo(source.text("name"), source.text("location")));
        }
        try {
            List<Problem> problems = new ArrayList<>();
            for (JsonObject problem : json.objects("problems")) {
                problems.add(new Problem(
                        Problem.Kind.valueOf(problem.text("kind")), problem.text("path"), problem.text("message")));
            }
            return new Manifest(
                    json.instant("time"),
                    json.text("host"),
                    json.text("user"),
                    json.text("program"),
                    sources,
                    new TreeSet<>(json.texts("tags")),
                    reference(json.object("root")),
                    json.textOrNull("parent"),
                    json.textOrNull("original"),
                    problems,
                    statistics(json.object("statistics")));
        } catch (IllegalArgumentException impossible) {
            throw Damage.in(name, String.valueOf(impossible.getMessage()));
        }
    }

    private static ContentReference reference(JsonObject json) throws CorruptObjectException {
        List<ContentId> ids = new ArrayList<>();
        for (String id : json.texts("ids")) {
            ids.add(ContentId.parse(id));
        }
        if (ids.size() > NodeLimits.MAX_INLINE_IDS) {
            throw new IllegalArgumentException("a root of " + ids.size() + " ids");
        }
        return new ContentReference(json.number("size"), json.integer("level"), ids);
    }

    private static BackupStatistics statistics(JsonObject json) throws CorruptObjectException {
        return new BackupStatistics(
                json.number("files"),
                json.number("directories"),
                json.number("others"),
                json.number("bytes"),
                json.number("unchangedFiles"),
                json.number("readBytes"),
                json.number("newContents"),
                json.number("newBytes"),
                json.number("storedBytes"),
                json.number("problems"),
                Duration.ofMillis(json.number("durationMillis")));
    }
}
