package io.coffer.examples.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The scripts in a JShell of their own, on the class path that has been packaged. */
@DisabledOnOs(OS.WINDOWS)
class DemoIT {
    @TempDir
    private Path directory;

    private record Result(int code, String out) {}

    private static String classPath() throws IOException, InterruptedException {
        // It would build, were it not packaged yet: in the middle of a build.
        assertThat(Path.of("target/lib")).isDirectory();
        Process process = new ProcessBuilder("./classpath")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String path = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return path.strip();
    }

    private Result run(List<String> command) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        // JShell reads what follows its scripts from standard input.
        Process process = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).as("ended").isTrue();
        return new Result(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
    }

    private Result jshell(Path source, String... scripts) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/jshell",
                "--class-path",
                classPath(),
                "-R-Ddemo.source=" + source,
                "-R-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
                "-R-Duser.home=" + directory));
        command.addAll(List.of(scripts));
        return run(command);
    }

    @Test
    void theDemoBacksUpListsChecksAndRestores() throws Exception {
        Path source = Files.createDirectories(directory.resolve("source/inner"));
        Files.writeString(source.resolve("a.txt"), "some text\n");
        Files.writeString(source.resolve("b.txt"), "x");

        Result result = jshell(directory.resolve("source"), "coffer.jsh", "demo.jsh");

        assertThat(result.out().lines().toList())
                .filteredOn(line -> !line.contains("java.util.prefs") && !line.startsWith("INFO: "))
                .satisfiesExactly(
                        line -> assertThat(line).matches("[0-9a-f]{8}  \\S+Z  2 files, 11 bytes  \\[.*source]"),
                        line -> assertThat(line).matches("\\d+\tinner"),
                        line -> assertThat(line).isEqualTo("10\tinner/a.txt"),
                        line -> assertThat(line).isEqualTo("1\tinner/b.txt"),
                        line -> assertThat(line).startsWith("no damage: true, restored 2 files to "));
        assertThat(result.code()).isZero();
        try (var found =
                Files.find(directory.resolve("tmp"), 9, (path, any) -> path.endsWith("restored/inner/a.txt"))) {
            assertThat(found).singleElement().satisfies(file -> assertThat(file).hasContent("some text\n"));
        }
    }

    @Test
    void aFailureIsTheExitCode() throws Exception {
        assertThat(jshell(directory.resolve("missing"), "coffer.jsh", "demo.jsh")
                        .code())
                .isNotZero();
    }
}
