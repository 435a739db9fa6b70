package io.coffer.backup.store.cloudinary.standin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parameters of a request, and the file in it.
 *
 * @param parameters by name
 * @param file its bytes, or null
 */
record Form(Map<String, String> parameters, byte[] file) {
    static Form urlEncoded(String text) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (text != null && !text.isEmpty()) {
            for (String pair : text.split("&")) {
                int equals = pair.indexOf('=');
                parameters.put(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return new Form(parameters, null);
    }

    static Form multipart(String contentType, byte[] body) throws Refusal {
        byte[] boundary = ("--" + contentType.replaceAll(".*boundary=", "")).getBytes(StandardCharsets.US_ASCII);
        byte[] blank = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        Map<String, String> parameters = new LinkedHashMap<>();
        byte[] file = null;
        int start = indexOf(body, boundary, 0);
        while (true) {
            int next = start < 0 ? -1 : indexOf(body, boundary, start + boundary.length);
            if (next < 0) {
                break;
            }
            int content = indexOf(body, blank, start);
            String head = new String(body, start, content - start, StandardCharsets.US_ASCII);
            byte[] value = Arrays.copyOfRange(body, content + blank.length, next - 2);
            String name = head.replaceAll("(?s).*[ ;]name=\"([^\"]*)\".*", "$1");
            if (head.contains("filename=")) {
                file = value;
            } else {
                parameters.put(name, new String(value, StandardCharsets.UTF_8));
            }
            start = next;
        }
        if (start < 0 || body[start + boundary.length] != '-') {
            throw new Refusal(400, "Malformed multipart body");
        }
        return new Form(parameters, file);
    }

    private static int indexOf(byte[] in, byte[] what, int from) {
        outer:
        for (int i = from; i <= in.length - what.length; i++) {
            for (int k = 0; k < what.length; k++) {
                if (in[i + k] != what[k]) {
                    continue outer;
                }
            }
            return i;
        }
        return -1;
    }
}
