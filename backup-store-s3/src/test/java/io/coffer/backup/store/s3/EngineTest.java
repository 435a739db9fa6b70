package io.coffer.backup.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.ObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The main job on real servers: back up, again, check, restore, with a second client that knows nothing. */
@ExtendWith({ProxyServer.Extension.class, MockServer.Extension.class})
class EngineTest {
    private static final int PART = 5 * 1024 * 1024;

    @TempDir
    private Path directory;

    private interface Opening {
        ObjectStore open() throws Exception;
    }

    @Test
    void backsUpAndRestoresOnProxy(ProxyServer server) throws Exception {
        String bucket = server.newBucket();
        backUpAndRestore(() ->
                server.builder(bucket).prefix("laptop").multipart(PART, PART).open());
        assertThat(server.client()
                        .listObjectsV2(request -> request.bucket(bucket))
                        .contents())
                .extracting(S3Object::key)
                .allMatch(key -> key.startsWith("laptop/"))
                .contains("laptop/config")
                .noneMatch(key -> key.contains("probe~") || key.contains("sessions/"));
        assertThat(server.client()
                        .listMultipartUploads(request -> request.bucket(bucket))
                        .uploads())
                .isEmpty();
    }

    @Test
    void backsUpAndRestoresOnMock(MockServer server) throws Exception {
        String bucket = server.newBucket();
        backUpAndRestore(() -> server.builder(bucket).open());
    }

    private void backUpAndRestore(Opening store) throws Exception {
        Path source = Files.createDirectories(directory.resolve("source/deep"));
        byte[] large = new byte[9 * 1024 * 1024];
        new Random(1).nextBytes(large);
        Files.write(source.resolve("large"), large);
        for (int i = 0; i < 50; i++) {
            Files.writeString(source.resolve("small-" + i), "content " + i);
        }
        Snapshot snapshot;
        try (Repository repository = Repository.at(store.open())
                .cacheDirectory(directory.resolve("cache"))
                .create()) {
            repository.backup(Source.directory(directory.resolve("source"))).run();
            Files.writeString(source.resolve("small-7"), "changed");
            snapshot = repository
                    .backup(Source.directory(directory.resolve("source")))
                    .run();
            assertThat(snapshot.manifest().complete()).isTrue();
        }
        try (Repository repository = Repository.at(store.open())
                .cacheDirectory(directory.resolve("another-cache"))
                .open()) {
            assertThat(repository.snapshots()).hasSize(2);
            assertThat(repository.check().readData().run().damages()).isEmpty();
            repository
                    .restore(repository.snapshot(snapshot.id()))
                    .to(directory.resolve("target"))
                    .run();
        }
        assertThat(directory.resolve("target/deep/large")).hasBinaryContent(large);
        assertThat(directory.resolve("target/deep/small-7")).hasContent("changed");
        assertThat(directory.resolve("target/deep/small-49")).hasContent("content 49");
    }
}
