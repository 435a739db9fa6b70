package io.coffer.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class InterruptionTest {
    /** A process whose main thread works until it is interrupted, and then cleans up. */
    public static final class Worker {
        public static void main(String[] arguments) {
            Interruption interruption = Interruption.ofThisThread();
            if (arguments.length == 0) {
                System.out.println("working");
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    System.out.println("cleaned up");
                }
            }
            interruption.exit(ExitCode.INCOMPLETE);
        }
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (OS.LINUX.isCurrentOs()) {
            // Whoever runs the tests in the background may have them ignore SIGINT, and Java then does too.
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.addAll(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void ctrlCWaitsForTheOperationToEnd() throws Exception {
        Process process = start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("working");
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            assertThat(out.readLine()).isEqualTo("cleaned up");
        }
        assertThat(exitCode(process)).isEqualTo(ExitCode.INTERRUPTED);
    }

    @Test
    void aPoliteKillDoesTheSame() throws Exception {
        Process process = start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("working");
            // Not Process.destroy, which closes the streams too.
            process.toHandle().destroy();
            assertThat(out.readLine()).isEqualTo("cleaned up");
        }
        assertThat(exitCode(process)).isEqualTo(128 + 15);
    }

    @Test
    void withoutASignalTheExitCodeIsThatOfTheCommand() throws Exception {
        assertThat(exitCode(start("at once"))).isEqualTo(ExitCode.INCOMPLETE);
    }
}
