package io.coffer.examples.gdrive;

import com.google.api.services.drive.model.File;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How content goes to the stand-in and comes from it, and how requests go together. */
final class DriveUploads {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+)");
    private static final Pattern REQUEST_LINE = Pattern.compile("([A-Z]+) (\\S+)(?: HTTP/1.1)?");

    private DriveUploads() {}

    /** An upload in several requests that is under way: nobody sees it before its last byte. */
    static final class Resumable {
        private final String id;
        private final File metadata;
        private final String fields;
        private final long length;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();

        Resumable(String id, File metadata, String fields, long length) {
            this.id = id;
            this.metadata = metadata;
            this.fields = fields;
            this.length = length;
        }
    }

    interface Server {
        DriveAnswer serve(DriveServer.Request request) throws IOException;
    }

    /** "Upload file data", developers.google.com/workspace/drive/api/guides/manage-uploads. */
    static DriveAnswer serve(
            DriveServer.Request request, DriveStorage storage, Map<String, Resumable> uploads, String endpoint)
            throws IOException {
        String uploadId = request.parameter("upload_id");
        if (uploadId != null) {
            return chunk(request, storage, uploads, uploadId);
        }
        String id = request.path().replaceFirst("^/upload/drive/v3/files/?", "");
        if (!id.isEmpty() && storage.get(id) == null) {
            return DriveAnswer.error(404, "notFound");
        }
        String fields = request.query().getOrDefault("fields", "id,name");
        if ("resumable".equals(request.parameter("uploadType"))) {
            String session = UUID.randomUUID().toString();
            long length = Long.parseLong(request.headers().get("X-Upload-Content-Length"));
            uploads.put(session, new Resumable(id, DriveServer.metadataOf(request.body()), fields, length));
            return DriveAnswer.empty(
                    200, Map.of("Location", endpoint + request.path() + "?uploadType=resumable&upload_id=" + session));
        }
        List<byte[]> parts = parts(request);
        if (!"multipart".equals(request.parameter("uploadType")) || parts.size() != 2) {
            return DriveAnswer.error(400, "invalid");
        }
        return store(storage, id, DriveServer.metadataOf(body(parts.get(0))), body(parts.get(1)), fields);
    }

    private static DriveAnswer store(DriveStorage storage, String id, File metadata, byte[] content, String fields) {
        return id.isEmpty() ? storage.create(metadata, content, fields) : storage.update(id, metadata, content, fields);
    }

    private static DriveAnswer chunk(
            DriveServer.Request request, DriveStorage storage, Map<String, Resumable> uploads, String uploadId) {
        Resumable upload = uploads.get(uploadId);
        if (upload == null) {
            return DriveAnswer.error(404, "notFound");
        }
        Matcher range = CONTENT_RANGE.matcher(request.headers().getOrDefault("Content-Range", ""));
        if (!range.matches()
                || Long.parseLong(range.group(1)) != upload.received.size()
                || Long.parseLong(range.group(3)) != upload.length) {
            return DriveAnswer.error(400, "invalid");
        }
        upload.received.writeBytes(request.body());
        if (upload.received.size() < upload.length) {
            return DriveAnswer.empty(308, Map.of("Range", "bytes=0-" + (upload.received.size() - 1)));
        }
        uploads.remove(uploadId);
        return store(storage, upload.id, upload.metadata, upload.received.toByteArray(), upload.fields);
    }

    /** "Download files", developers.google.com/workspace/drive/api/guides/manage-downloads. */
    static DriveAnswer media(StoredFile file, String rangeHeader) {
        Map<String, String> headers = Map.of("Content-Type", "application/octet-stream");
        byte[] content = file.content();
        if (rangeHeader == null) {
            return new DriveAnswer(200, headers, content);
        }
        Matcher range = RANGE.matcher(rangeHeader);
        long start = range.matches() ? Long.parseLong(range.group(1)) : 0;
        if (!range.matches() || start >= content.length) {
            return DriveAnswer.error(416, "requestedRangeNotSatisfiable");
        }
        int end = (int) Math.min(Long.parseLong(range.group(2)) + 1, content.length);
        return new DriveAnswer(206, headers, Arrays.copyOfRange(content, (int) start, end))
                .with("Content-Range", "bytes " + start + "-" + (end - 1) + "/" + content.length);
    }

    /** "Batch requests", developers.google.com/workspace/drive/api/guides/performance: 100 at most, and no media. */
    static DriveAnswer batch(DriveServer.Request request, Server server) throws IOException {
        List<byte[]> parts = parts(request);
        if (parts.size() > 100) {
            return DriveAnswer.error(400, "invalid");
        }
        StringBuilder answers = new StringBuilder();
        for (byte[] part : parts) {
            String inner = new String(body(part), StandardCharsets.UTF_8);
            Matcher line = REQUEST_LINE.matcher(inner.lines().findFirst().orElse(""));
            if (!line.matches()) {
                return DriveAnswer.error(400, "invalid");
            }
            URI uri = URI.create(line.group(2));
            DriveAnswer answer = server.serve(new DriveServer.Request(
                    line.group(1), uri.getPath(), DriveServer.query(uri.getRawQuery()), new TreeMap<>(), new byte[0]));
            Matcher id = Pattern.compile("(?i)content-id: <?([^>\r\n]*)>?")
                    .matcher(new String(part, StandardCharsets.UTF_8));
            answers.append("--answers\r\nContent-Type: application/http\r\n");
            answers.append("Content-ID: <response-")
                    .append(id.find() ? id.group(1) : "")
                    .append(">\r\n\r\n");
            answers.append(answer.text()).append("\r\n");
        }
        return new DriveAnswer(
                200,
                Map.of("Content-Type", "multipart/mixed; boundary=answers"),
                answers.append("--answers--\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The parts of a multipart body, each with its own headers. */
    private static List<byte[]> parts(DriveServer.Request request) {
        Matcher boundary = BOUNDARY.matcher(request.headers().getOrDefault("Content-Type", ""));
        List<byte[]> parts = new ArrayList<>();
        if (!boundary.find()) {
            return parts;
        }
        // In Latin-1 a byte is a character.
        String text = new String(request.body(), StandardCharsets.ISO_8859_1);
        String mark = "--" + boundary.group(1);
        int start = text.indexOf(mark);
        while (start >= 0 && !text.startsWith("--", start + mark.length())) {
            int end = text.indexOf("\r\n" + mark, start + mark.length());
            parts.add(text.substring(start + mark.length() + 2, end).getBytes(StandardCharsets.ISO_8859_1));
            start = end + 2;
        }
        return parts;
    }

    private static byte[] body(byte[] part) {
        String text = new String(part, StandardCharsets.ISO_8859_1);
        int head = text.startsWith("\r\n") ? -2 : text.indexOf("\r\n\r\n");
        return Arrays.copyOfRange(part, head + 4, part.length);
    }
}
