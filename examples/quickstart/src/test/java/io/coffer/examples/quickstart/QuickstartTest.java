package io.coffer.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void whatIsBackedUpComesBackAsItWas() throws IOException {
        Path inner = Files.createDirectories(directory.resolve("inner/empty"));
        Files.writeString(inner.resolveSibling("a.txt"), "some text\n");
        Files.createSymbolicLink(inner.resolveSibling("link"), Path.of("a.txt"));
        Files.write(directory.resolve("large"), new byte[3 << 20]);

        assertThat(Quickstart.run(directory, out)).isTrue();

        List<String> report = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(report.get(0)).isEqualTo("Backing up " + directory.toRealPath());
        assertThat(report.get(3)).matches("first backup +2 +3\\.0 MiB +3\\.0 MiB +\\S+ \\w+ +\\S+ s");
        assertThat(report.get(4)).matches("second backup +2 +3\\.0 MiB +0 B +\\S+ \\w+ +\\S+ s");
        assertThat(report.get(report.size() - 1))
                .isEqualTo("compared     2 files with 3.0 MiB, 3 directories, 1 links: all the same");
        assertThat(String.join("\n", report)).contains("no damage");
    }

    @Test
    void aDirectoryThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> Quickstart.run(directory.resolve("missing"), out))
                .isInstanceOf(NoSuchFileException.class);
    }
}
