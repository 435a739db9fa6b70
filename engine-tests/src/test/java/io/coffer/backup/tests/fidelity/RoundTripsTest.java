package io.coffer.backup.tests.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Snapshot;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that a directory can hold comes back as it was. */
@EnabledOnOs(OS.LINUX)
class RoundTripsTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void needsRoot() {
        Shell.requireRoot();
        Shell.requireCommands("setfacl", "setfattr", "setcap", "python3", "mkfifo");
    }

    @ParameterizedTest
    @EnumSource(Sample.class)
    void everythingComesBack(Sample sample) throws IOException {
        Path source = Files.createDirectory(directory.resolve("source"));
        Shell.bash(source, sample.script());
        Vault.roundTrip(directory, source, directory.resolve("target"));
    }

    @ParameterizedTest
    @EnumSource(Sample.class)
    void everythingComesBackFromTheSecondSnapshotToo(Sample sample) throws IOException {
        Path source = Files.createDirectory(directory.resolve("source"));
        Shell.bash(source, sample.script());
        TreeState before = TreeState.of(source);
        try (Vault vault = new Vault(directory)) {
            vault.backupWhole(source);
            Snapshot second = vault.backupWhole(source);
            assertThat(second.manifest().statistics().readBytes()).isZero();
            vault.restore(second, directory.resolve("target"));
            assertThat(before.differences(TreeState.of(directory.resolve("target"))))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void everythingComesBackInLocale(String locale) throws IOException {
        // The place itself has a name that is not text, too.
        Path odd = Files.createDirectory(Path.of(URI.create(directory.toUri() + "odd%FF%C3%A4")));
        Shell.bash(directory, "cd odd*; mkdir -p source/{" + names() + "}");
        for (Sample sample : Sample.values()) {
            Shell.bash(directory, "cd odd*/source/" + sample + "\n" + sample.script());
        }
        Shell.java(
                List.of(),
                Map.of("LC_ALL", locale),
                List.of("-Xmx200m"),
                List.of(Child.class.getName(), odd.toUri().toString()));
        Shell.bash(directory, "mv odd*/target odd*/source .");
        assertThat(TreeState.of(directory.resolve("source")).differences(TreeState.of(directory.resolve("target"))))
                .isEmpty();
    }

    private static String names() {
        return Arrays.stream(Sample.values()).map(Sample::name).collect(Collectors.joining(","));
    }

    /** The main class of the child process. */
    static final class Child {
        public static void main(String[] arguments) throws IOException {
            Path odd = Path.of(URI.create(arguments[0]));
            try (Vault vault = new Vault(odd)) {
                Snapshot snapshot = vault.backupWhole(odd.resolve("source"));
                assertThat(vault.restore(snapshot, odd.resolve("target")).problems())
                        .isEmpty();
            }
        }
    }
}
