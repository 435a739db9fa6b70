package io.coffer.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs every command once on a small repository of its own. The start script lets Java write down which
 * classes that takes, and later starts read them from there.
 */
public final class Training {
    private static final int FILES = 20;

    private Training() {}

    /**
     * Runs the commands. What fails here is no concern of the user, who gets a slower start.
     *
     * @param arguments none
     * @throws IOException when there is no place for temporary files
     */
    public static void main(String[] arguments) throws IOException {
        Interruption interruption = Interruption.ofThisThread();
        Console console = Console.ofProcess();
        Path directory = Files.createTempDirectory("coffer-training");
        try {
            Path source = directory.resolve("source");
            Path inner = Files.createDirectories(source.resolve("inner"));
            for (int i = 0; i < FILES; i++) {
                Files.writeString(inner.resolve("file-" + i), ("line " + i + "\n").repeat(1 + i * i));
            }
            run(console, directory, "--version");
            run(console, directory, "init");
            run(console, directory, "backup", source.toString(), "--exclude", "file-1", "--tag", "training");
            run(console, directory, "backup", source.toString(), inner.toString());
            run(console, directory, "snapshots");
            run(console, directory, "snapshots", "--json");
            run(console, directory, "ls", "-R", "-l", "latest");
            run(
                    console,
                    directory,
                    "restore",
                    "latest",
                    "--target",
                    directory.resolve("restored").toString());
            run(
                    console,
                    directory,
                    "export",
                    "latest",
                    "-o",
                    directory.resolve("a.tar.zst").toString());
            run(console, directory, "check", "--read-data");
            run(console, directory, "stats");
            trainEncrypted(console, directory, source);
        } finally {
            delete(directory);
        }
        interruption.exit(ExitCode.OK);
    }

    private static void trainEncrypted(Console console, Path directory, Path source) throws IOException {
        Path encrypted = Files.createDirectory(directory.resolve("encrypted"));
        String key = Files.write(directory.resolve("key"), new byte[32]).toString();
        run(console, encrypted, "init", "--encrypt", "--key-file", key);
        run(console, encrypted, "backup", source.toString(), "--key-file", key);
        run(console, encrypted, "backup", source.toString(), "--key-file", key);
        run(
                console,
                encrypted,
                "restore",
                "latest",
                "--target",
                encrypted.resolve("restored").toString(),
                "--key-file",
                key);
    }

    private static void run(Console console, Path directory, String... arguments) {
        String[] all = Stream.concat(
                        Stream.of(
                                "-r",
                                directory.resolve("repository").toString(),
                                "--cache-dir",
                                directory.resolve("cache").toString()),
                        Stream.of(arguments))
                .toArray(String[]::new);
        Main.run(all, console, Map.of());
    }

    private static void delete(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
