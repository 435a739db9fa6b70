package io.coffer.backup.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job, once through. */
class RoundTripTest {
    @TempDir
    private Path directory;

    @Test
    void whatGoesInComesBack() throws IOException {
        Path source = Files.createDirectories(directory.resolve("source/deep/deeper"));
        Files.writeString(source.resolve("file"), "hello");
        Files.createSymbolicLink(source.resolve("link"), Path.of("file"));
        try (Repository repository = Repository.at(new MemoryObjectStore())
                .cacheDirectory(directory.resolve("cache"))
                .create()) {
            Snapshot snapshot = repository
                    .backup(Source.directory(directory.resolve("source")))
                    .run();
            assertThat(snapshot.manifest().complete()).isTrue();

            repository.restore(snapshot).to(directory.resolve("target")).run();

            Path restored = directory.resolve("target/deep/deeper");
            assertThat(restored.resolve("file")).hasContent("hello");
            assertThat(Files.readSymbolicLink(restored.resolve("link"))).isEqualTo(Path.of("file"));
            assertThat(repository.check().readData().run().damages()).isEmpty();
        }
    }
}
