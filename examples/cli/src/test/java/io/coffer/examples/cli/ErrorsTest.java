package io.coffer.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.examples.cli.CliFixture.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErrorsTest {
    @TempDir
    private Path directory;

    private CliFixture cli;

    @BeforeEach
    void prepare() throws IOException {
        cli = new CliFixture(directory);
        cli.write("a.txt", "some text\n");
    }

    /** Failed, with one line about something, and without a result. */
    private static void assertFailed(Result result, String about) {
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("coffer: ").contains(about).hasLineCount(1);
    }

    @Test
    void thereMustBeARepository() {
        assertFailed(cli.run("snapshots"), cli.repository.getFileName().toString());
        assertFailed(
                cli.run("backup", cli.source.toString(), "--json"),
                cli.repository.getFileName().toString());
    }

    @Test
    void aRepositoryIsNotCreatedTwice() {
        cli.succeed("init");
        assertFailed(cli.run("init"), cli.repository.getFileName().toString());
    }

    @Test
    void theStorageMustBeKnown() {
        assertFailed(cli.run("-r", "gopher://host/x", "snapshots"), "gopher");
    }

    @Test
    void theSnapshotMustBeThere() {
        cli.succeed("init");
        assertFailed(cli.run("ls", "latest"), "");
        cli.succeed("backup", cli.source.toString());
        assertFailed(cli.run("ls", "0123"), "0123");
        assertFailed(
                cli.run(
                        "restore",
                        "0123",
                        "--target",
                        directory.resolve("target").toString()),
                "0123");
    }

    @Test
    void anEmptyPathIsNotTheCurrentDirectory() {
        cli.succeed("init");
        assertThat(cli.run("backup", "").code()).isEqualTo(ExitCode.USAGE);
        cli.succeed("backup", cli.source.toString());
        Result restore = cli.run("restore", "latest", "--target", "", "--delete");
        assertThat(restore.code()).isEqualTo(ExitCode.USAGE);
        assertThat(restore.err()).contains("a path is empty");
    }

    @Test
    void anArgumentThatJavaCannotReadIsRefused() {
        cli.succeed("init");
        Result result = cli.run("backup", cli.source + "/\uFFFD");
        assertThat(result.code()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("LC_ALL=C");
    }

    @Test
    void aDamagedSnapshotDoesNotHideTheOthers() throws IOException {
        cli.succeed("init");
        cli.succeed("backup", cli.source.toString());
        cli.succeed("backup", cli.source.toString(), "--tag", "second");
        try (Stream<Path> manifests = Files.walk(cli.repository.resolve("snapshots"))) {
            Path one = manifests.filter(Files::isRegularFile).findFirst().orElseThrow();
            Files.write(one, new byte[10]);
        }
        // It has copies of them.
        Files.move(directory.resolve("cache"), directory.resolve("another-cache"));
        Result result = cli.run("snapshots");
        assertThat(result.code()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(result.out()).hasLineCount(2);
        assertThat(result.err()).startsWith("coffer: snapshots/").hasLineCount(1);
    }

    @Test
    void aPatternThatChoosesNothingIsSaid() {
        cli.succeed("init");
        cli.succeed("backup", cli.source.toString());
        String target = directory.resolve("target").toString();
        Result result = cli.run("restore", "latest", "--target", target, "--include", "missing");
        assertThat(result.code()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(result.err()).contains("nothing in the snapshot matches missing");
        cli.succeed("restore", "latest", "--target", target, "--include", "./a.txt");
        assertThat(directory.resolve("target/a.txt")).exists();
    }

    @Test
    void thePathMustBeThere() {
        cli.succeed("init");
        assertFailed(cli.run("backup", directory.resolve("missing").toString()), "there is no such file or directory");
        cli.succeed("backup", cli.source.toString());
        assertFailed(cli.run("ls", "latest", "b.txt"), "b.txt");
    }

    @Test
    void stackTracesAreShownOnRequest() {
        Result result = cli.run("snapshots", "--debug");
        assertThat(result.code()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("\tat io.coffer.");
    }

    @Test
    void anInterruptEndsTheOperation() {
        cli.succeed("init");
        Thread.currentThread().interrupt();
        Result result = cli.run("backup", cli.source.toString());
        assertThat(Thread.interrupted()).as("the interrupt is passed on").isTrue();
        assertThat(result.code()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(result.err()).startsWith("coffer: ").hasLineCount(1);
        assertThat(cli.succeed("snapshots").out()).isEqualTo("no snapshots\n");
    }

    @Test
    void messagesAreOneLineWithoutControlCharacters() {
        assertThat(ErrorText.of(new IOException("bad\u001b[2J\nname\n"))).isEqualTo("bad\\x1b[2J\\nname");
    }

    @Test
    void exceptionsOfTheJdkAreExplained() {
        assertThat(ErrorText.of(new NoSuchFileException("/a"))).isEqualTo("/a: there is no such file or directory");
        assertThat(ErrorText.of(new AccessDeniedException("/a"))).isEqualTo("/a: permission denied");
        assertThat(ErrorText.of(new FileSystemException("/a", null, "No space left on device")))
                .isEqualTo("/a: No space left on device");
        assertThat(ErrorText.of(new OutOfMemoryError("Java heap space")))
                .isEqualTo("not enough memory (Java heap space): give it more with COFFER_JAVA_OPTS=-Xmx256m");
        assertThat(ErrorText.of(new IllegalStateException("x")))
                .isEqualTo("internal error: java.lang.IllegalStateException: x; --debug shows where");
        assertThat(ErrorText.of(new IOException()))
                .isEqualTo("internal error: java.io.IOException; --debug shows where");
    }

    @Test
    void outputThatCannotBeWrittenIsAFailure() throws IOException {
        cli.succeed("init");
        Console broken = new Console(
                new FailingWriter("No space left on device"), new PrintWriter(new StringWriter()), false, 80);
        int code = Main.run(
                new String[] {"snapshots"}, broken, Map.of(Arguments.REPOSITORY_VARIABLE, cli.repository.toString()));
        assertThat(code).isEqualTo(ExitCode.FAILED);
    }

    private static final class FailingWriter extends Writer {
        private final String reason;

        FailingWriter(String reason) {
            this.reason = reason;
        }

        @Override
        public void write(char[] characters, int offset, int length) throws IOException {
            throw new OutputException(new IOException(reason));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
