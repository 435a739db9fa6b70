package io.coffer.examples.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A repository in a temporary directory, and commands run on it in this process. */
final class CliFixture {
    final Path directory;
    final Path repository;
    final Path source;

    CliFixture(Path directory) throws IOException {
        this.directory = directory;
        this.repository = directory.resolve("repository");
        this.source = Files.createDirectories(directory.resolve("source"));
    }

    /** What a command said. */
    record Result(int code, String out, String err) {
        Map<String, Object> json() throws IOException {
            assert out.chars().allMatch(c -> c < 0x80) : out;
            try (JsonParser parser = new JsonFactory().createParser(out)) {
                parser.nextToken();
                @SuppressWarnings("unchecked")
                Map<String, Object> value = (Map<String, Object>) read(parser);
                if (parser.nextToken() != null) {
                    throw new AssertionError("more than one JSON value: " + out);
                }
                return value;
            }
        }

        private static Object read(JsonParser parser) throws IOException {
            switch (parser.currentToken()) {
                case START_OBJECT -> {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    while (parser.nextToken() != JsonToken.END_OBJECT) {
                        String name = parser.currentName();
                        parser.nextToken();
                        fields.put(name, read(parser));
                    }
                    return fields;
                }
                case START_ARRAY -> {
                    List<Object> values = new ArrayList<>();
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        values.add(read(parser));
                    }
                    return values;
                }
                case VALUE_NUMBER_INT -> {
                    return parser.getLongValue();
                }
                case VALUE_NUMBER_FLOAT -> {
                    return parser.getDoubleValue();
                }
                case VALUE_TRUE, VALUE_FALSE -> {
                    return parser.getBooleanValue();
                }
                default -> {
                    return parser.getText();
                }
            }
        }
    }

    /** Runs a command on the repository. */
    Result run(String... arguments) {
        return run(Map.of(Arguments.REPOSITORY_VARIABLE, repository.toString()), false, arguments);
    }

    /** Runs a command on the repository, and fails when it does. */
    Result succeed(String... arguments) {
        Result result = run(arguments);
        if (result.code() != ExitCode.OK) {
            throw new AssertionError(String.join(" ", arguments) + ": " + result);
        }
        return result;
    }

    Result run(Map<String, String> environment, boolean terminal, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Console console = new Console(out, new PrintWriter(err, true), terminal, 80);
        String[] all = Stream.concat(
                        Stream.of(arguments),
                        Stream.of("--cache-dir", directory.resolve("cache").toString()))
                .toArray(String[]::new);
        int code = Main.run(all, console, environment);
        return new Result(code, out.toString(), err.toString());
    }

    /** Writes a file into the source. */
    Path write(String path, String text) throws IOException {
        Path file = source.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
