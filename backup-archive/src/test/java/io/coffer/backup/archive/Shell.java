package io.coffer.backup.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.opentest4j.TestAbortedException;

/** Runs programs that are not this library: they make what a test backs up, and look at what it restored. */
final class Shell {
    private Shell() {}

    /** Runs a script in a directory, which must succeed; gives the bytes it printed, one to a character. */
    static String bash(Path directory, String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("bash", "-euo", "pipefail", "-c", script, "bash"));
        command.addAll(List.of(arguments));
        return run(directory, Map.of("LC_ALL", "C"), command);
    }

    private static String run(Path directory, Map<String, String> environment, List<String> command) {
        try {
            Path errors = Files.createTempFile("shell", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(directory.toAbsolutePath().toFile())
                        .redirectError(errors.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                process.getOutputStream().close();
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                int status = process.waitFor();
                if (status != 0) {
                    String said = new String(Files.readAllBytes(errors), StandardCharsets.ISO_8859_1);
                    throw new AssertionError("status " + status + " of " + command + ":\n" + output + said);
                }
                return output;
            } finally {
                Files.deleteIfExists(errors);
            }
        } catch (IOException failed) {
            throw new AssertionError("cannot run " + command, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    /** Skips a test for which the machine lacks something, and says so where one sees it. */
    static void require(boolean met, String what) {
        if (!met) {
            String message = "SKIPPED, for want of " + what;
            System.err.println(message);
            throw new TestAbortedException(message);
        }
    }

    static void requireCommands(String... commands) {
        for (String command : commands) {
            require(
                    Arrays.stream(System.getenv("PATH").split(":"))
                            .anyMatch(directory -> Files.isExecutable(Path.of(directory, command))),
                    "the command " + command);
        }
    }

    static boolean isRoot() {
        return bash(Path.of("/"), "id -u").trim().equals("0");
    }

    static void requireRoot() {
        requireCommands("bash");
        require(isRoot(), "root's permissions");
    }
}
