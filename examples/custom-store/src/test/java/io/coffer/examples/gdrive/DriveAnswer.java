package io.coffer.examples.gdrive;

import com.google.api.client.json.gson.GsonFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the stand-in answers. */
record DriveAnswer(int status, Map<String, String> headers, byte[] body) {
    static DriveAnswer json(Object value) {
        try {
            return new DriveAnswer(
                    200,
                    Map.of("Content-Type", "application/json; charset=UTF-8"),
                    GsonFactory.getDefaultInstance().toByteArray(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DriveAnswer empty(int status, Map<String, String> headers) {
        return new DriveAnswer(status, headers, new byte[0]);
    }

    /** An error in the form of "Resolve errors", developers.google.com/workspace/drive/api/guides/handle-errors. */
    static DriveAnswer error(int status, String reason) {
        Map<String, Object> one = Map.of("domain", "usageLimits", "reason", reason, "message", "Told by the stand-in");
        DriveAnswer answer = json(
                Map.of("error", Map.of("errors", List.of(one), "code", status, "message", "Told by the stand-in")));
        return new DriveAnswer(status, answer.headers(), answer.body());
    }

    DriveAnswer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new DriveAnswer(status, more, body);
    }

    /** As a part of an answer to a batch. */
    String text() {
        StringBuilder text = new StringBuilder("HTTP/1.1 " + status + " Status\r\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.append("Content-Length: ")
                .append(body.length)
                .append("\r\n\r\n")
                .append(new String(body, StandardCharsets.UTF_8))
                .toString();
    }
}
