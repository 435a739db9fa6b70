package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.coffer.backup.RepositoryException;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.testkit.Fault;
import io.coffer.backup.testkit.FaultyObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lets the first operation of the storage fail, then the second, and so on until no operation is left to fail. */
@Timeout(120)
class FaultSweepTest {
    private static final long SEED = 4711;
    private static final int MORE_THAN_THERE_ARE = 2000;

    @TempDir
    private Path directory;

    private Scenario scenario;

    @BeforeEach
    void makeScenario() throws IOException {
        scenario = Scenario.make(directory, SEED);
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                kind("once, before its effect", fault -> fault),
                kind("once, after its effect", Fault.Builder::afterEffect),
                kind("for ever, before its effect", Fault.Builder::forEver),
                kind("for ever, after its effect", fault -> fault.forEver().afterEffect()),
                kind("once, and it may pass", Fault.Builder::temporary));
    }

    private static Arguments kind(String name, UnaryOperator<Fault.Builder> kind) {
        return Arguments.of(org.junit.jupiter.api.Named.of(name, kind));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aRepositoryIsSoundWhicheverOperationFails(UnaryOperator<Fault.Builder> kind) throws IOException {
        int fires = 0;
        for (int number = 1; number < MORE_THAN_THERE_ARE; number++) {
            MemoryObjectStore storage = scenario.newStore();
            Fault fault = kind.apply(Fault.onAny().nth(number)).build();
            run(storage, fault, "operation " + number);
            if (!fault.fired()) {
                break;
            }
            fires++;
            sound(storage, "operation " + number + " failed: " + fault);
        }
        assertThat(fires).as("faults that came to pass").isGreaterThan(20).isLessThan(MORE_THAN_THERE_ARE - 1);
    }

    private void run(MemoryObjectStore storage, Fault fault, String what) {
        FaultyObjectStore store = new FaultyObjectStore(storage.reopen()).plan(fault);
        try {
            scenario.run(store);
        } catch (StoreException | RepositoryException planned) {
            assertThat(planned).hasMessageContaining("planned fault");
        } catch (IOException reported) {
            assertThat(reported).hasMessageContaining("planned fault");
        } catch (RuntimeException | Error unchecked) {
            fail(what + " led to " + unchecked, unchecked);
        }
    }

    private void sound(MemoryObjectStore storage, String what) {
        try {
            scenario.assertSound(storage.reopen());
        } catch (AssertionError | IOException | RuntimeException broken) {
            fail(what + ", and then: " + broken, broken);
        }
    }

    @Test
    void aCrashAtAnyOperationLeavesNoDamageAndItsWorkIsFoundByTheNextRun() throws IOException {
        Snapshot undisturbed = scenario.assertNextBackupWorks(scenario.newStore());
        long whole = undisturbed.manifest().statistics().storedBytes();
        int fires = 0;
        int found = 0;
        for (int number = 1; number < MORE_THAN_THERE_ARE; number++) {
            MemoryObjectStore storage = scenario.newStore();
            long indexes = Lab.names(storage, "index/").size();
            Fault fault = Fault.onAny().nth(number).crash().build();
            run(storage, fault, "the crash at operation " + number);
            if (!fault.fired()) {
                break;
            }
            fires++;
            sound(storage, "a crash at operation " + number);
            boolean indexed = Lab.names(storage, "index/").size() > indexes;
            Snapshot next = scenario.assertNextBackupWorks(storage.reopen());
            if (indexed) {
                found++;
                assertThat(next.manifest().statistics().storedBytes())
                        .as("stored again after a crash at operation %d", number)
                        .isLessThan(whole);
            }
        }
        assertThat(fires).as("crashes").isGreaterThan(20).isLessThan(MORE_THAN_THERE_ARE - 1);
        assertThat(found).as("crashes whose work was found").isGreaterThan(0);
    }

    @Test
    void aFailedManifestLeavesNoSnapshotEvenWhenOnlyTheAnswerWasLost() throws IOException {
        MemoryObjectStore storage = scenario.newStore();
        Fault fault = Fault.on(io.coffer.backup.testkit.StoreOperation.PUT)
                .named("snapshots/")
                .afterEffect()
                .build();

        run(storage, fault, "the manifest");

        assertThat(fault.fired()).isTrue();
        assertThat(scenario.snapshots(storage)).isEqualTo(1);
    }
}
