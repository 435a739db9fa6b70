package io.coffer.backup.tests.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.ForgetReport;
import io.coffer.backup.Repository;
import io.coffer.backup.RetentionPolicy;
import io.coffer.backup.RetentionReason;
import io.coffer.backup.Snapshot;
import io.coffer.backup.TooManySnapshotsException;
import io.coffer.backup.spi.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Removing snapshots, without a look at what they hold. */
class ForgetTest {
    @TempDir
    private Path directory;

    private Yard yard;
    private MemoryObjectStore store;
    private Repository repository;

    @BeforeEach
    void open() throws IOException {
        yard = new Yard(directory);
        store = new MemoryObjectStore(yard.clock);
        repository = yard.open(store);
    }

    @AfterEach
    void close() throws IOException {
        repository.close();
    }

    private Snapshot backup(String source, String host, String... tags) throws IOException {
        yard.clock.advance(Duration.ofDays(1));
        return repository
                .backup(new MemorySource(source, Map.of("d/f", 1), 100))
                .host(host)
                .tag(tags)
                .run();
    }

    private List<String> left() throws IOException {
        List<String> ids = new ArrayList<>();
        repository.snapshots().forEach(snapshot -> ids.add(snapshot.id()));
        return ids;
    }

    @Test
    void removesWhatThePolicyDoesNotKeepAndSaysWhy() throws IOException {
        Snapshot first = backup("a", "h");
        Snapshot second = backup("a", "h");
        Snapshot third = backup("a", "h");
        ForgetReport report =
                repository.forget(RetentionPolicy.builder().keepLast(2).build());
        assertThat(report.removed()).containsExactly(first.id());
        assertThat(report.decisions()).hasSize(3);
        assertThat(report.decisions().get(0).reasons().get(0).kind()).isEqualTo(RetentionReason.Kind.BEYOND_COUNT);
        assertThat(left()).containsExactly(second.id(), third.id());
        assertThat(Yard.names(store, "packs/")).isNotEmpty();
    }

    @Test
    void aDryRunSaysTheSameAndRemovesNothing() throws IOException {
        backup("a", "h");
        backup("a", "h");
        RetentionPolicy policy = RetentionPolicy.builder().keepLast(1).build();
        ForgetReport foretold = repository.forgetting(policy).dryRun().run();
        assertThat(left()).hasSize(2);
        ForgetReport done = repository.forget(policy);
        assertThat(done.removed()).isEqualTo(foretold.removed()).hasSize(1);
        assertThat(done.decisions()).isEqualTo(foretold.decisions());
    }

    @Test
    void filtersLeaveOthersAlone() throws IOException {
        Snapshot host = backup("a", "h1");
        backup("a", "h1");
        Snapshot tagged = backup("a", "h2", "x", "y");
        backup("a", "h2", "x", "y");
        Snapshot other = backup("b", "h3");
        backup("b", "h3");
        RetentionPolicy policy = RetentionPolicy.builder().keepLast(1).build();
        assertThat(repository.forgetting(policy).hosts("h1").dryRun().run().removed())
                .containsExactly(host.id());
        assertThat(repository.forgetting(policy).tags("y", "x").dryRun().run().removed())
                .containsExactly(tagged.id());
        assertThat(repository.forgetting(policy).tags("z").dryRun().run().decisions())
                .isEmpty();
        assertThat(repository
                        .forgetting(policy)
                        .sources("memory:b")
                        .dryRun()
                        .run()
                        .removed())
                .containsExactly(other.id());
    }

    @Test
    void namedSnapshotsGoButNotTheLastOfAGroupUnlessThatIsSaid() throws IOException {
        Snapshot first = backup("a", "h");
        Snapshot second = backup("a", "h");
        Snapshot alone = backup("b", "h");
        assertThatThrownBy(() -> repository.forget(List.of(first, alone)))
                .isInstanceOf(TooManySnapshotsException.class)
                .hasMessageContaining("memory:b on h");
        assertThat(left()).hasSize(3);
        assertThat(repository.forget(List.of(first)).removed()).containsExactly(first.id());
        assertThat(repository.forget(List.of(first)).removed()).isEmpty();
        repository.forgetting(List.of(second, alone)).allowEmptyGroups().run();
        assertThat(left()).isEmpty();
    }

    @Test
    void aBoundStopsWhatWouldRemoveMore() throws IOException {
        for (int i = 0; i < 5; i++) {
            backup("a", "h");
        }
        RetentionPolicy policy = RetentionPolicy.builder().keepLast(1).build();
        assertThatThrownBy(() -> repository.forgetting(policy).atMost(3).run())
                .isInstanceOf(TooManySnapshotsException.class)
                .hasMessageContaining("4 snapshots of 5");
        assertThat(left()).hasSize(5);
        assertThat(repository.forgetting(policy).atMost(4).run().removed()).hasSize(4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> repository.forgetting(policy).atMost(-1));
    }

    @Test
    void snapshotsOfTheFutureAreReportedAndPushNothingOut() throws IOException {
        Snapshot good = backup("a", "h");
        yard.clock.advance(Duration.ofDays(400));
        Snapshot future = backup("a", "h");
        yard.clock.advance(Duration.ofDays(-401));
        ForgetReport report =
                repository.forget(RetentionPolicy.builder().keepLast(1).build());
        assertThat(report.future()).containsExactly(future.id());
        assertThat(report.removed()).isEmpty();
        assertThat(left()).containsExactly(good.id(), future.id());
    }

    @Test
    void whoAddsSnapshotsDoesNotPushOutWhatASpanKeeps() throws IOException {
        Snapshot good = backup("a", "h");
        for (int i = 0; i < 20; i++) {
            repository
                    .backup(new MemorySource("a", Map.of("d/f", 2), 100))
                    .host("h")
                    .run();
            yard.clock.advance(Duration.ofMinutes(1));
        }
        RetentionPolicy counts =
                RetentionPolicy.builder().keepLast(3).keepDaily(7).build();
        RetentionPolicy safe = RetentionPolicy.builder()
                .keepLast(3)
                .keepDaily(7)
                .keepWithin(Period.ofDays(30))
                .build();
        assertThat(repository.forgetting(counts).dryRun().run().removed()).contains(good.id());
        assertThat(repository.forgetting(safe).dryRun().run().removed()).isEmpty();
    }
}
