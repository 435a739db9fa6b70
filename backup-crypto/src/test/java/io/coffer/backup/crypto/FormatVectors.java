package io.coffer.backup.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The test vectors of encryption in docs/FORMAT.md: fenced blocks that start with "vector" and a name with "enc-". */
final class FormatVectors {
    private static final Path FILE = Path.of("..", "docs", "FORMAT.md");
    private static final Pattern BLOCK = Pattern.compile("```vector (enc-[0-9a-z-]+)\\n(.*?)\\n```", Pattern.DOTALL);

    private final Map<String, String> vectors = new LinkedHashMap<>();

    FormatVectors() throws IOException {
        Matcher blocks = BLOCK.matcher(Files.readString(FILE));
        while (blocks.find()) {
            vectors.put(blocks.group(1), blocks.group(2));
        }
    }

    Map<String, String> all() {
        return vectors;
    }

    String text(String name) {
        String text = vectors.get(name);
        if (text == null) {
            throw new AssertionError(FILE + " has no vector " + name);
        }
        return text;
    }

    byte[] ascii(String name) {
        return text(name).getBytes(StandardCharsets.US_ASCII);
    }

    byte[] bytes(String name) {
        return HexFormat.of().parseHex(text(name).replaceAll("\\s", ""));
    }

    /** The second words of a vector of lines of two words, by the first. */
    Map<String, String> lines(String name) {
        Map<String, String> lines = new LinkedHashMap<>();
        for (String line : text(name).split("\n")) {
            int blank = line.indexOf(' ');
            lines.put(line.substring(0, blank), line.substring(blank + 1));
        }
        return lines;
    }
}
