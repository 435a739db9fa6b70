package io.coffer.examples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coffer.backup.CheckReport.Damage;
import java.io.IOException;
import java.util.List;

/** What is damaged, as a check and a repair say it. */
final class Damages {
    private Damages() {}

    static void print(List<Damage> damages, Console console) throws IOException {
        for (Damage damage : damages) {
            console.println("damaged: " + Escape.text(damage.toString()));
        }
    }

    static void write(JsonGenerator json, long count, List<Damage> damages) throws IOException {
        json.writeNumberField("damageCount", count);
        json.writeArrayFieldStart("damages");
        for (Damage damage : damages) {
            json.writeStartObject();
            json.writeStringField("object", damage.object());
            json.writeStringField("message", damage.message());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
