package io.coffer.backup.store.cloudinary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.StoreUnavailableException;
import io.coffer.backup.store.cloudinary.standin.CloudinaryStandIn;
import io.coffer.backup.store.cloudinary.standin.CloudinaryStandIn.Kind;
import io.coffer.backup.store.cloudinary.standin.Fault;
import io.coffer.backup.store.cloudinary.standin.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups on the free plan: 10 MB a file, 500 calls to the Admin API an hour. */
class EngineTest {
    private static final int MEGABYTES = 25;

    @TempDir
    private Path directory;

    private CloudinaryStandIn standIn;
    private ObjectStore store;
    private Path source;

    @BeforeEach
    void start() throws IOException {
        standIn = new CloudinaryStandIn(Plan.FREE, Clock.systemUTC());
        // Kept for an hour, so that the counts do not depend on how fast the test runs.
        store = StandIns.builder(standIn, Clock.systemUTC())
                .listingsKeptFor(Duration.ofHours(1))
                .open();
        source = Files.createDirectory(directory.resolve("source"));
        for (int i = 0; i < MEGABYTES; i++) {
            byte[] bytes = new byte[1_000_000];
            new Random(i).nextBytes(bytes);
            Files.write(source.resolve("file" + i), bytes);
        }
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
        standIn.close();
    }

    private RepositoryBuilder repository(String cache) {
        return Repository.at(store).cacheDirectory(directory.resolve(cache));
    }

    @Test
    void backsUpChecksAndRestores() throws IOException {
        assertThat(standIn.count(Kind.ADMIN)).as("calls to open").isEqualTo(1);
        standIn.resetCounts();
        try (Repository repository = repository("cache").create()) {
            Snapshot first = repository.backup(Source.directory(source)).run();
            // Retired packs, index objects and snapshots are listed; and for a new repository, whether there are
            // remains
            // of another one: snapshots and packs.
            assertThat(standIn.count(Kind.ADMIN))
                    .as("calls of the first backup")
                    .isEqualTo(3 + 2);
            // Packs of data, one of metadata, the index; config, session, manifest: all in one request each.
            int packs = (MEGABYTES * 1_000_000 + 10_485_758) / 10_485_759;
            assertThat(standIn.count(Kind.UPLOAD)).isEqualTo(packs + 5);

            standIn.resetCounts();
            Snapshot second = repository.backup(Source.directory(source)).run();
            assertThat(second.manifest().statistics().readBytes()).isZero();
            assertThat(standIn.count(Kind.ADMIN))
                    .as("calls of an unchanged backup")
                    .isEqualTo(3);
            assertThat(standIn.requests())
                    .as("an unchanged backup: three listings, session, a look for a prune that works alone, manifest, a"
                            + " look at the session, its end")
                    .hasSize(8);

            standIn.resetCounts();
            assertThat(repository.check().readData().run().ok()).isTrue();
            assertThat(standIn.count(Kind.ADMIN)).as("calls of a check").isEqualTo(5);
            assertRestores(repository, first, "target");
        }
        try (Repository elsewhere = repository("cache2").open()) {
            assertThat(elsewhere.snapshots()).hasSize(2);
            standIn.resetCounts();
            assertRestores(elsewhere, elsewhere.snapshot("latest"), "target2");
            assertThat(standIn.count(Kind.ADMIN)).as("calls of a restore").isEqualTo(2);
        }
    }

    private void assertRestores(Repository repository, Snapshot snapshot, String to) throws IOException {
        Path target = directory.resolve(to);
        repository.restore(snapshot).to(target).run();
        for (int i = 0; i < MEGABYTES; i++) {
            assertThat(Files.mismatch(source.resolve("file" + i), target.resolve("file" + i)))
                    .as("file" + i)
                    .isEqualTo(-1);
        }
    }

    /** What was committed stays, nothing half-written is seen, and the next run goes on. */
    @Test
    void survivesFailuresOfTheStorage() throws IOException {
        Fault[] faults = {
            Fault.answer("/upload", 503, "Down", Map.of()),
            Fault.of(Fault.Kind.CUT_BEFORE, "/upload"),
            Fault.of(Fault.Kind.CUT_AFTER, "/upload"),
            Fault.answer("/resources/", 420, "Rate Limit Exceeded.", Map.of())
        };
        try (Repository repository = repository("cache").create()) {
            repository.backup(Source.directory(source)).run();
            for (Fault fault : faults) {
                Files.write(source.resolve("file0"), ("changed " + fault.kind() + fault.status()).getBytes());
                int snapshots = repository.snapshots().size();
                standIn.fail(fault);
                assertThatThrownBy(() ->
                                repository.backup(Source.directory(source)).run())
                        .isInstanceOf(StoreUnavailableException.class);
                assertThat(standIn.pendingFaults()).isZero();
                assertThat(repository.snapshots()).hasSize(snapshots);
                assertThat(repository.check().readData().run().ok()).isTrue();
                assertRestores(
                        repository, repository.backup(Source.directory(source)).run(), "target" + snapshots);
            }
        }
    }
}
