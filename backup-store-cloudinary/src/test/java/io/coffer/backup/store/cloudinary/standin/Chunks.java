package io.coffer.backup.store.cloudinary.standin;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts uploads together that come in several requests: the same X-Unique-Upload-Id for all, a Content-Range for each, in
 * their order, and each but the last larger than 5 MB.
 */
final class Chunks {
    private static final Pattern RANGE = Pattern.compile("bytes ([0-9]+)-([0-9]+)/([0-9]+)");
    private static final int SMALLEST = 5_000_000;

    private final Map<String, ByteArrayOutputStream> begun = new HashMap<>();

    /** The whole file when this was the last part of it; null when more is to come. */
    synchronized byte[] add(String upload, String header, byte[] part, long maximum) throws Refusal {
        Matcher range = RANGE.matcher(header == null ? "" : header);
        if (!range.matches()) {
            throw new Refusal(400, "Invalid Content-Range " + header);
        }
        long start = Long.parseLong(range.group(1));
        long end = Long.parseLong(range.group(2)) + 1;
        long total = Long.parseLong(range.group(3));
        if (total > maximum) {
            throw new Refusal(400, "File size too large. Got " + total + ". Maximum is " + maximum + ".");
        }
        ByteArrayOutputStream bytes = begun.computeIfAbsent(upload, id -> new ByteArrayOutputStream());
        if (start != bytes.size() || end - start != part.length || end > total) {
            throw new Refusal(400, "Chunk " + header + " of " + part.length + " bytes after " + bytes.size());
        }
        if (end < total && part.length <= SMALLEST) {
            throw new Refusal(400, "Chunk of " + part.length + " bytes is too small");
        }
        bytes.writeBytes(part);
        if (end < total) {
            return null;
        }
        begun.remove(upload);
        return bytes.toByteArray();
    }
}
