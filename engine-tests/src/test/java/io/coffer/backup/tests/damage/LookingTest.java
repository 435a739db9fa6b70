package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.CheckReport;
import io.coffer.backup.Progress;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryStatistics;
import io.coffer.backup.Snapshot;
import io.coffer.backup.SnapshotNotFoundException;
import io.coffer.backup.spi.MemoryObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding snapshots and entries, checks of a share, figures, and progress. */
class LookingTest {
    @TempDir
    private Path directory;

    private Lab lab;
    private MemoryObjectStore storage;
    private Repository repository;

    @BeforeEach
    void makeRepository() throws IOException {
        lab = new Lab(directory);
        lab.write("small", 10, 1);
        lab.write("sub/large", 400_000, 2);
        storage = new MemoryObjectStore();
        repository = lab.create(storage.reopen());
    }

    @AfterEach
    void closeRepository() throws IOException {
        repository.close();
    }

    @Test
    void aRepositoryWithoutSnapshotsHasNoLatest() {
        assertThatThrownBy(() -> repository.snapshot("latest"))
                .isInstanceOf(SnapshotNotFoundException.class)
                .hasMessage("the repository has no snapshots yet; make a backup");
    }

    @Test
    void aSnapshotIsFoundByAsManyDigitsAsMakeItUnique() throws IOException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            ids.add(lab.backup(repository).id());
        }
        assertThat(repository.snapshot("latest").id()).isEqualTo(ids.get(16));
        assertThat(repository.snapshot(ids.get(3)).id()).isEqualTo(ids.get(3));
        assertThat(repository.snapshot(ids.get(3).substring(0, 20)).id()).isEqualTo(ids.get(3));
        // Of 17 ids, two begin with the same digit.
        String shared = ids.stream()
                .map(id -> id.substring(0, 1))
                .filter(digit -> ids.stream().filter(id -> id.startsWith(digit)).count() > 1)
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> repository.snapshot(shared))
                .isInstanceOf(SnapshotNotFoundException.class)
                .hasMessageContaining("\"" + shared + "\" begins the ids of ")
                .hasMessageContaining("give more digits");
        for (String none : new String[] {"zzz", "", "0".repeat(64), ids.get(0) + "0"}) {
            assertThatThrownBy(() -> repository.snapshot(none)).isInstanceOf(SnapshotNotFoundException.class);
        }
        assertThatThrownBy(() -> repository.snapshot("zzz"))
                .hasMessage("there is no snapshot zzz; list the snapshots to see which there are");
    }

    @Test
    void entriesOfASnapshotAreListedWalkedFoundAndOpened() throws IOException {
        Snapshot snapshot = lab.backup(repository);
        assertThat(snapshot.list("")).extracting(node -> node.name().toString()).containsExactly("small", "sub");
        assertThat(snapshot.list("sub")).hasSize(1);
        List<String> walked = new ArrayList<>();
        snapshot.walk("", (path, node) -> walked.add(path));
        assertThat(walked).containsExactly("small", "sub", "sub/large");
        assertThat(snapshot.find("sub/large").attributes().size()).isEqualTo(400_000);
        try (InputStream in = snapshot.open("sub/large")) {
            assertThat(in.readAllBytes()).isEqualTo(Lab.bytes(400_000, 2));
        }
        for (String path : new String[] {"nothing", "sub/nothing", "", "/", "sub//large", "../small"}) {
            assertThatThrownBy(() -> snapshot.find(path)).isInstanceOf(NoSuchFileException.class);
        }
        assertThatThrownBy(() -> snapshot.list("small")).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> snapshot.find("small/x")).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> snapshot.open("sub"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("it is a DIRECTORY, not a file");
    }

    @Test
    void aCheckReadsTheShareOfTheDataThatIsAskedFor() throws IOException {
        lab.backup(repository);
        long packs = Lab.names(storage, "packs/").size();

        CheckReport none = repository.check().run();
        CheckReport some = repository.check().readData(0.5).run();
        CheckReport all = repository.check().readData(1).run();

        assertThat(none.packs()).isEqualTo(packs);
        assertThat(none.readPacks()).isZero();
        assertThat(some.readPacks()).isBetween(1L, packs - 1);
        assertThat(all.readPacks()).isEqualTo(packs);
        assertThat(all.readBytes()).isGreaterThan(400_000);
        assertThat(all.snapshots()).isEqualTo(1);
        assertThat(all.trees()).isEqualTo(3);
        assertThat(all.unreferencedPacks()).isZero();
    }

    @Test
    void aPackThatNoIndexNamesIsCountedAndIsNoDamage() throws IOException {
        lab.backup(repository);
        List<String> packs = Lab.names(storage, "packs/");
        byte[] copy = Lab.read(storage, packs.get(0));
        String other = "0".repeat(64);
        Lab.put(storage, "packs/00/" + other, copy);
        CheckReport report = repository.check().readData().run();
        assertThat(report.unreferencedPacks()).isEqualTo(1);
        assertThat(report.damages()).isEmpty();

        Lab.put(storage, "packs/foreign", copy);
        assertThat(repository.check().run().damages())
                .singleElement()
                .hasToString("packs/foreign: it lies among the packs and has not the name of one");
    }

    @Test
    void statisticsCountWhatIsThere() throws IOException {
        lab.backup(repository);
        lab.backup(repository);
        RepositoryStatistics statistics = repository.statistics();
        assertThat(statistics.snapshots()).isEqualTo(2);
        assertThat(statistics.packs()).isEqualTo(Lab.names(storage, "packs/").size());
        assertThat(statistics.contentBytes()).isGreaterThan(400_000);
        assertThat(statistics.objects()).isEqualTo(Lab.names(storage, "").size());
        long total = 0;
        for (byte[] object : Lab.objects(storage).values()) {
            total += object.length;
        }
        assertThat(statistics.totalBytes()).isEqualTo(total);
        assertThat(statistics.packBytes() + statistics.indexBytes()).isLessThan(total);
    }

    @Test
    void everyOperationReportsHowItEnded() throws IOException {
        List<Progress> events = new ArrayList<>();
        Snapshot snapshot =
                repository.backup(lab.source()).onProgress(events::add).run();
        Progress last = events.get(events.size() - 1);
        assertThat(last.bytes()).isEqualTo(400_010);
        assertThat(last.items()).isGreaterThanOrEqualTo(3);
        events.clear();
        repository
                .restore(snapshot)
                .to(lab.fresh("target"))
                .onProgress(events::add)
                .run();
        assertThat(events.get(events.size() - 1).bytes()).isEqualTo(400_010);
        events.clear();
        repository.check().readData().onProgress(events::add).run();
        assertThat(events).isNotEmpty();
    }

    @Test
    void aCheckThatReadsDataKnowsHowManyPacksAndBytesThatIs() throws IOException {
        lab.backup(repository);
        long bytes = 0;
        for (String pack : Lab.names(storage, "packs/")) {
            bytes += Lab.read(storage, pack).length;
        }
        List<Progress> events = new ArrayList<>();
        repository.check().readData().onProgress(events::add).run();
        Progress last = events.get(events.size() - 1);
        int packs = Lab.names(storage, "packs/").size();
        assertThat(last.items()).isEqualTo(packs);
        assertThat(last.totalItems()).isEqualTo(packs);
        assertThat(last.bytes()).isEqualTo(bytes);
        assertThat(last.totalBytes()).isEqualTo(bytes);

        events.clear();
        repository.check().onProgress(events::add).run();
        assertThat(events.get(events.size() - 1).fraction())
                .as("trees are not counted before")
                .isNegative();
    }

    @Test
    void aBackupKnowsItsTotalsWhenItCountsFirst() throws IOException {
        List<Progress> events = new ArrayList<>();
        repository.backup(lab.source()).onProgress(events::add).countFirst().run();
        Progress last = events.get(events.size() - 1);
        assertThat(last.totalBytes()).isEqualTo(400_010).isEqualTo(last.bytes());
        assertThat(last.totalItems()).isEqualTo(last.items()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void aBackupCountsOnlyWhereNoSnapshotHasTotals() throws IOException {
        List<Progress> events = new ArrayList<>();
        repository
                .backup(lab.source())
                .onProgress(events::add)
                .countFirstIfNeeded()
                .run();
        assertThat(events.get(events.size() - 1).totalBytes()).isEqualTo(400_010);

        Files.delete(lab.sourceDirectory().resolve("small"));
        repository
                .backup(lab.source())
                .onProgress(events::add)
                .countFirstIfNeeded()
                .run();
        assertThat(events.get(events.size() - 1).totalBytes())
                .as("those of the snapshot before")
                .isEqualTo(400_010);
    }

    @Test
    void aRestoreOfAPartCountsFirst() throws IOException {
        Snapshot snapshot = repository.backup(lab.source()).run();
        List<Progress> events = new ArrayList<>();
        repository
                .restore(snapshot)
                .include("small")
                .to(lab.fresh("restored"))
                .countFirst()
                .onProgress(events::add)
                .run();
        Progress last = events.get(events.size() - 1);
        assertThat(last.totalBytes()).isEqualTo(10).isEqualTo(last.bytes());
        assertThat(last.totalItems()).isEqualTo(last.items()).isPositive();

        events.clear();
        repository
                .restore(snapshot)
                .include("small")
                .to(lab.fresh("uncounted"))
                .onProgress(events::add)
                .run();
        assertThat(events)
                .allSatisfy(progress -> assertThat(progress.fraction()).isNegative());
    }

    @Test
    void aFirstBackupHasNoTotalsAndALaterOneNeverFewerThanWhatIsDone() throws IOException {
        List<Progress> events = new ArrayList<>();
        repository.backup(lab.source()).onProgress(events::add).run();
        assertThat(events)
                .allSatisfy(progress -> assertThat(progress.fraction()).isNegative());

        lab.write("more", 50_000, 77);
        events.clear();
        repository.backup(lab.source()).onProgress(events::add).run();
        Progress last = events.get(events.size() - 1);
        assertThat(last.bytes()).isEqualTo(450_010);
        assertThat(last.totalBytes()).isEqualTo(450_010);
        assertThat(last.totalItems()).isEqualTo(last.items());
    }
}
