package io.coffer.examples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coffer.backup.BackupStatistics;
import io.coffer.backup.Manifest;
import io.coffer.backup.Problem;
import io.coffer.backup.Snapshot;
import java.io.IOException;
import java.util.List;

/** The JSON of values that several commands print. Sizes are bytes, times ISO 8601 in UTC, durations seconds. */
final class Json {
    private Json() {}

    /** The fields of a snapshot: everything that its manifest says. */
    static void writeFields(JsonGenerator json, Snapshot snapshot) throws IOException {
        Manifest manifest = snapshot.manifest();
        json.writeStringField("snapshot", snapshot.id());
        json.writeStringField("time", manifest.time().toString());
        json.writeStringField("host", manifest.host());
        json.writeStringField("user", manifest.user());
        json.writeStringField("program", manifest.program());
        json.writeStringField("parent", manifest.parent());
        json.writeArrayFieldStart("tags");
        for (String tag : manifest.tags()) {
            json.writeString(tag);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("sources");
        for (Manifest.SourceInfo source : manifest.sources()) {
            json.writeStartObject();
            json.writeStringField("name", source.name());
            json.writeStringField("location", source.location());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeBooleanField("complete", manifest.complete());
        write(json, manifest.problems());
        json.writeFieldName("statistics");
        write(json, manifest.statistics());
    }

    private static void write(JsonGenerator json, BackupStatistics statistics) throws IOException {
        json.writeStartObject();
        json.writeNumberField("files", statistics.files());
        json.writeNumberField("directories", statistics.directories());
        json.writeNumberField("others", statistics.others());
        json.writeNumberField("bytes", statistics.bytes());
        json.writeNumberField("unchangedFiles", statistics.unchangedFiles());
        json.writeNumberField("readBytes", statistics.readBytes());
        json.writeNumberField("newContents", statistics.newContents());
        json.writeNumberField("newBytes", statistics.newBytes());
        json.writeNumberField("storedBytes", statistics.storedBytes());
        json.writeNumberField("problems", statistics.problems());
        json.writeNumberField("seconds", statistics.duration().toMillis() / 1000.0);
        json.writeEndObject();
    }

    /** A field {@code problems}. */
    static void write(JsonGenerator json, List<Problem> problems) throws IOException {
        json.writeArrayFieldStart("problems");
        for (Problem problem : problems) {
            json.writeStartObject();
            json.writeStringField("kind", problem.kind().name());
            json.writeStringField("path", problem.path());
            json.writeStringField("message", problem.message());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
