package io.coffer.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The start script with what has been packaged, as a user starts it. */
@DisabledOnOs(OS.WINDOWS)
class CofferScriptIT {
    private static final String JAVA_HOME = System.getProperty("java.home");

    @TempDir
    private Path directory;

    private record Result(int code, String out, String err) {}

    private Result run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("COFFER_JAVA_OPTS");
        builder.environment().put("JAVA_HOME", JAVA_HOME);
        builder.environment()
                .put("COFFER_REPOSITORY", directory.resolve("repository").toString());
        builder.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
        builder.environment().putAll(environment);
        // Files, not pipes: neither stream can fill up while the other is read.
        Path out = Files.createTempFile(directory, "out", null);
        Path err = Files.createTempFile(directory, "err", null);
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ended").isTrue();
        return new Result(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8), Files.readString(err));
    }

    private Result coffer(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(Path.of("coffer").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        return run(Map.of(), command.toArray(String[]::new));
    }

    @Test
    void backsUpAndRestores() throws Exception {
        Path source = Files.createDirectories(directory.resolve("so urce/*"));
        Files.writeString(source.resolve("a.txt"), "some text\n");
        Path target = directory.resolve("ta rget");

        assertThat(coffer("init").code()).isZero();
        assertThat(coffer("backup", source.toString()).out()).startsWith("snapshot ");
        Result restored = coffer("restore", "latest", "--target", target.toString());
        assertThat(restored.code()).isZero();
        assertThat(restored.err()).isEmpty();
        assertThat(target.resolve("a.txt")).hasContent("some text\n");
    }

    @Test
    void passesTheExitCodeOn() throws Exception {
        Result failed = coffer("snapshots");
        assertThat(failed.code()).isEqualTo(ExitCode.FAILED);
        assertThat(failed.err()).startsWith("coffer: ").hasLineCount(1);
        assertThat(coffer("wrong").code()).isEqualTo(2);
    }

    @Test
    void worksWithoutALocaleToo() throws Exception {
        Path source = Files.createDirectories(directory.resolve("Käse"));
        Files.writeString(source.resolve("Brötchen"), "x");
        coffer("init");
        Map<String, String> none = Map.of("LC_ALL", "C");
        String coffer = Path.of("coffer").toAbsolutePath().toString();
        assertThat(run(none, coffer, "backup", source.toString()).code()).isZero();
        assertThat(run(none, coffer, "ls", "latest").out()).isEqualTo("Brötchen\n");
    }

    @Test
    void isFoundThroughALinkFromElsewhere() throws Exception {
        Path link = Files.createSymbolicLink(
                directory.resolve("link"), Path.of("coffer").toAbsolutePath());
        Path again = Files.createSymbolicLink(directory.resolve("again"), link.getFileName());
        assertThat(run(Map.of(), again.toString(), "--version").out()).startsWith("coffer ");
        Files.delete(link);
    }

    @Test
    void handsOptionsToJava() throws Exception {
        String coffer = Path.of("coffer").toAbsolutePath().toString();
        Result result = run(Map.of("COFFER_JAVA_OPTS", "-Xmx32m -XshowSettings:vm"), coffer, "--version");
        assertThat(result.err()).contains("Max. Heap Size: 32.00M");
    }

    @Test
    void saysWhenThereIsNoJava() throws Exception {
        String coffer = Path.of("coffer").toAbsolutePath().toString();
        Result result = run(Map.of("JAVA_HOME", directory.toString()), coffer, "--version");
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).isEqualTo("coffer: JAVA_HOME is " + directory + ", and there is no bin/java in it\n");
    }

    /** An installation of its own, without an archive of classes yet. */
    private Path install() throws IOException {
        Path installation = directory.resolve("installation");
        Path lib = Files.createDirectories(installation.resolve("target/lib"));
        Files.copy(Path.of("coffer"), installation.resolve("coffer"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(Path.of("compiler-directives.json"), installation.resolve("compiler-directives.json"));
        Files.copy(Path.of("target/coffer-cli.jar"), installation.resolve("target/coffer-cli.jar"));
        try (Stream<Path> jars = Files.list(Path.of("target/lib"))) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName()));
            }
        }
        return installation;
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theFirstStartsWriteOneArchiveOfClasses() throws Exception {
        Path installation = install();
        String script = installation.resolve("coffer").toString();
        Path target = installation.resolve("target");
        assertThat(run(Map.of("COFFER_CLASS_ARCHIVE", "off"), script, "--version")
                        .out())
                .startsWith("coffer ");
        assertThat(names(target)).containsExactly("coffer-cli.jar", "lib");

        List<Process> starts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ProcessBuilder builder = new ProcessBuilder(script, "--version");
            builder.environment().put("JAVA_HOME", JAVA_HOME);
            starts.add(builder.redirectErrorStream(true).start());
        }
        for (Process start : starts) {
            assertThat(new String(start.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("coffer ")
                    .hasLineCount(2);
            assertThat(start.waitFor()).isZero();
        }
        assertThat(names(target)).hasSize(3);
        Path archive = target.resolve(names(target).get(0));
        assertThat(archive.getFileName().toString()).startsWith("coffer-classes-");
        assertThat(archive).isNotEmptyFile();

        FileTime written = Files.getLastModifiedTime(archive);
        assertThat(run(Map.of(), script, "--version").out()).startsWith("coffer ");
        assertThat(Files.getLastModifiedTime(archive)).isEqualTo(written);

        // Neither what a failure left behind nor damage keeps anybody from working, or is written anew each time.
        for (String content : List.of("", "not an archive")) {
            Files.delete(archive);
            Files.writeString(archive, content);
            Result result = run(Map.of(), script, "--version");
            assertThat(result.code()).isZero();
            assertThat(result.out()).startsWith("coffer ");
            assertThat(result.err()).isEmpty();
            assertThat(archive).hasContent(content);
        }
    }

    @Test
    void anInstallationThatCannotBeWrittenHasItsArchiveInTheCache() throws Exception {
        Path installation = install();
        Path target = installation.resolve("target");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeFalse(Files.isWritable(target), "a superuser writes everywhere");
            Result result = run(Map.of(), installation.resolve("coffer").toString(), "--version");
            assertThat(result.out()).startsWith("coffer ");
            assertThat(names(directory.resolve("cache/coffer/classes")))
                    .singleElement(STRING)
                    .contains("-coffer-classes-");
        } finally {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
