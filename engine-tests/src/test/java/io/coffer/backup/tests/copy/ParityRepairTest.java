package io.coffer.backup.tests.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.CheckReport;
import io.coffer.backup.RepairReport;
import io.coffer.backup.Repository;
import io.coffer.backup.testkit.Fault;
import io.coffer.backup.testkit.FaultyObjectStore;
import io.coffer.backup.testkit.StoreOperation;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories that keep parity, whose storage has changed bytes. */
class ParityRepairTest extends ParityFixture {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void packsThatAreDamagedWithinTheLimitAreAgainWhatTheyWere(boolean encrypted) throws IOException {
        makeRepository(encrypted);
        Map<String, String> before = objects(storage, "packs/");
        List<String> packs = names("packs/");
        Random random = new Random(5);
        for (int i = 0; i < packs.size(); i++) {
            int kind = i % 4;
            change(packs.get(i), bytes -> switch (kind) {
                case 0 -> flip(bytes, random.nextInt(bytes.length));
                case 1 -> Arrays.copyOf(bytes, bytes.length - bytes.length / 20);
                case 2 -> erase(bytes, random.nextInt(bytes.length / 2), bytes.length / 20);
                default -> Arrays.copyOf(flip(bytes, 5), bytes.length + 100);
            });
        }
        try (Repository repository = open(encrypted)) {
            assertThat(repository.check().readData().run().damages()).isNotEmpty();

            RepairReport report = repository.repair().run();

            assertThat(report.healedPacks()).containsExactlyInAnyOrderElementsOf(packs);
            assertThat(report.damagedPacks()).isEmpty();
            assertThat(report.savedContents()).isZero();
            assertThat(report.renewedParity()).isZero();
            assertThat(report.nothingLost()).isTrue();
            assertThat(objects(storage, "packs/")).isEqualTo(before);
            assertWhole(repository);
            assertThat(repository.repair().run().damages()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPackThatIsDamagedBeyondTheLimitIsLeftAloneAndSaid(boolean encrypted) throws IOException {
        makeRepository(encrypted);
        List<String> packs = names("packs/");
        String far = packs.get(0);
        String near = packs.get(1);
        change(far, bytes -> erase(bytes, bytes.length / 3, bytes.length / 2));
        change(near, bytes -> flip(bytes, bytes.length / 2));
        Map<String, String> before = objects(storage, far);
        try (Repository repository = open(encrypted)) {
            RepairReport report = repository.repair().run();

            assertThat(report.healedPacks()).containsExactly(near);
            assertThat(report.damagedPacks()).containsExactly(far);
            assertThat(report.damages()).anySatisfy(damage -> {
                assertThat(damage.object()).isEqualTo(far);
                assertThat(damage.message())
                        .containsPattern("\\d+ of its \\d+ shards are damaged, and its parity can heal \\d+ now")
                        .contains("nothing was replaced");
            });
            assertThat(objects(storage, far)).isEqualTo(before);
            assertThat(report.lostCount()).isPositive();
        }
    }

    @Test
    void aMissingPackIsNotHealedAndSaid() throws IOException {
        makeRepository(false);
        String pack = names("packs/").get(0);
        storage.delete(List.of(pack));
        try (Repository repository = open(false)) {
            RepairReport report = repository.repair().run();
            assertThat(report.healedPacks()).isEmpty();
            assertThat(report.damagedPacks()).containsExactly(pack);
        }
    }

    @Test
    void parityThatIsDamagedOrMissingIsFoundAndMadeAnew() throws IOException {
        makeRepository(true);
        Map<String, String> before = objects(storage, "parity/");
        List<String> parity = names("parity/");
        storage.delete(List.of(parity.get(0)));
        change(parity.get(1), bytes -> flip(bytes, bytes.length / 2));
        change(parity.get(2), bytes -> flip(bytes, 30));
        change(parity.get(3), bytes -> new byte[10]);
        try (Repository repository = open(true)) {
            assertThat(repository.check().run().damages()).as("parity is data").isEmpty();
            assertThat(repository.check().readData().run().damages())
                    .extracting(CheckReport.Damage::object)
                    .containsExactlyInAnyOrderElementsOf(parity.subList(0, 4));

            RepairReport report = repository.repair().run();

            assertThat(report.renewedParity()).isEqualTo(4);
            assertThat(report.nothingLost()).isTrue();
            assertThat(report.healedPacks()).isEmpty();
            assertThat(objects(storage, "parity/")).isEqualTo(before);
            assertWhole(repository);
        }
    }

    @Test
    void aPackWithoutParityIsSavedAsFarAsItCanBe() throws IOException {
        makeRepository(false);
        String pack = names("packs/").get(0);
        change(pack, bytes -> flip(bytes, 100));
        storage.delete(List.of(pack.replace("packs/", "parity/")));
        try (Repository repository = open(false)) {
            RepairReport report = repository.repair().run();
            assertThat(report.damagedPacks()).containsExactly(pack);
            assertThat(report.damages())
                    .anySatisfy(damage -> assertThat(damage.message()).contains("cannot be healed"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void packsThatNoIndexNamesAnyMoreAreHealedBeforeTheyAreNamedAgain(boolean encrypted) throws IOException {
        makeRepository(encrypted);
        Map<String, String> before = objects(storage, "packs/");
        // The directory is at the end: without it nobody knows what is in the pack.
        for (String pack : names("packs/")) {
            change(pack, bytes -> flip(bytes, bytes.length - 45));
        }
        storage.delete(names("index/"));
        try (Repository repository = open(encrypted)) {
            RepairReport report = repository.repair().run();
            assertThat(report.healedPacks()).containsExactlyInAnyOrderElementsOf(before.keySet());
            assertThat(report.nothingLost()).isTrue();
            assertThat(objects(storage, "packs/")).isEqualTo(before);
            assertWhole(repository);
        }
    }

    @Test
    void whereTheStorageDoesNotTakeWhatIsHealedThatIsSaid() throws IOException {
        makeRepository(false);
        String pack = names("packs/").get(0);
        change(pack, bytes -> flip(bytes, 100));
        FaultyObjectStore faulty = new FaultyObjectStore(storage.reopen());
        faulty.plan(Fault.on(StoreOperation.PUT).named(pack).forEver().build());
        try (Repository repository = open(faulty, 0, false)) {
            RepairReport report = repository.repair().run();
            assertThat(report.healedPacks()).isEmpty();
            assertThat(report.damagedPacks()).containsExactly(pack);
            assertThat(report.damages())
                    .anySatisfy(damage -> assertThat(damage.message()).contains("its parity can heal it, and the"));
        }
    }
}
