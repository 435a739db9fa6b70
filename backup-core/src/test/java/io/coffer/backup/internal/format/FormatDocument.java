package io.coffer.backup.internal.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The test vectors in docs/FORMAT.md: fenced blocks that start with "vector" and a name. */
final class FormatDocument {
    private static final Path FILE = Path.of("..", "docs", "FORMAT.md");
    private static final Pattern BLOCK = Pattern.compile("```vector ([0-9a-z-]+)\\n(.*?)\\n```", Pattern.DOTALL);

    private final Map<String, String> vectors = new HashMap<>();

    FormatDocument() throws IOException {
        Matcher blocks = BLOCK.matcher(Files.readString(FILE));
        while (blocks.find()) {
            vectors.put(blocks.group(1), blocks.group(2));
        }
    }

    Map<String, String> vectors() {
        return vectors;
    }

    String text(String name) {
        String text = vectors.get(name);
        if (text == null) {
            throw new AssertionError(FILE + " has no vector " + name);
        }
        return text;
    }

    byte[] bytes(String name) {
        return HexFormat.of().parseHex(text(name).replaceAll("\\s", ""));
    }
}
