package io.coffer.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectStores;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.testkit.ValidationReport.Outcome;
import io.coffer.backup.testkit.ValidationReport.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class ValidationTest {
    @Test
    void runsEveryTestAndLeavesNothing() throws Exception {
        Set<ObjectStore> opened = ConcurrentHashMap.newKeySet();
        List<Result> told = new ArrayList<>();
        ValidationReport report = Validation.of("memory:validated")
                .onResult(told::add)
                .through(store -> {
                    opened.add(store);
                    return store;
                })
                .run();

        assertThat(report.results()).isEqualTo(told);
        assertThat(report.results().stream().filter(result -> result.outcome() == Outcome.FAILED))
                .isEmpty();
        assertThat(report.ok()).isTrue();
        Set<String> expected = new HashSet<>();
        ContractRunner.tests().forEach(test -> expected.add("store " + test.getName()));
        for (var method : RepositoryContract.class.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                expected.add("repository " + method.getName());
            }
        }
        assertThat(report.results().stream().map(result -> result.contract() + " " + result.test()))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(report.results().stream().filter(result -> result.outcome() == Outcome.SKIPPED))
                .isNotEmpty()
                .allSatisfy(result -> assertThat(result.reason()).isNotBlank());
        assertThat(report.location()).startsWith("memory:validated-coffer-validate-");
        assertThat(report.removedObjects()).isPositive();
        assertThat(report.leftovers()).isEmpty();
        assertThat(opened).isNotEmpty();
        for (ObjectStore store : opened) {
            try (ObjectStore again = ObjectStores.open(store.location())) {
                assertThat(ContractSupport.list(again, "")).isEmpty();
            }
        }
    }

    @Test
    void tellsWhatIsBrokenAndStillCleansUp() throws Exception {
        ValidationReport report = Validation.of("memory:broken")
                .through(store -> new FilterStore(store) {
                    @Override
                    public byte[] get(String name, long offset, int length) throws IOException {
                        return target.get(name, Math.max(offset - 1, 0), length);
                    }
                })
                .run();
        assertThat(report.ok()).isFalse();
        assertThat(report.results().stream()
                        .filter(result -> result.outcome() == Outcome.FAILED)
                        .map(Result::test))
                .contains("rangesAreExact", "whatWasBackedUpComesBack");
        assertThat(report.leftovers()).isEmpty();
    }

    @Test
    void saysWhatItCouldNotRemove() throws Exception {
        ScratchSpace scratch = new ScratchSpace(URI.create("memory:left"), store -> new FilterStore(store) {
            @Override
            public void delete(Collection<String> names) throws IOException {
                throw new IOException("deleting is not permitted");
            }
        });
        URI place = scratch.newPlace();
        try (ObjectStore store = scratch.open(place)) {
            store.put("a", ObjectData.of(new byte[1]), PutCondition.NONE);
        }
        scratch.empty();
        assertThat(scratch.leftovers()).singleElement().asString().contains("deleting is not permitted", "-1");
        assertThat(scratch.removedObjects()).isZero();
    }

    @Test
    void placesAreBelowTheLocation() {
        assertThat(ScratchSpace.below(URI.create("s3://bucket/prefix?region=x"), "s"))
                .hasToString("s3://bucket/prefix/s?region=x");
        assertThat(ScratchSpace.below(URI.create("s3://bucket"), "s")).hasToString("s3://bucket/s");
        assertThat(ScratchSpace.below(URI.create("file:/a/"), "s")).hasToString("file:/a/s");
        assertThat(ScratchSpace.below(URI.create("memory:name"), "s")).hasToString("memory:name-s");
        assertThat(ScratchSpace.parse("file:relative").getPath())
                .startsWith("/")
                .endsWith("/relative");
    }

    @Test
    void programSaysWhatPassed() {
        Run run = new Run("memory:program");
        assertThat(run.code).isZero();
        assertThat(run.out)
                .startsWith("What is made is made below memory:program-coffer-validate-")
                .contains("passed   store: behaves as a map")
                .contains("passed   store: put if absent refuses what is there (")
                .contains("skipped  store: cold objects are not read", "not so here: capabilities().objectLock()\n")
                .contains("passed   repository: what was backed up comes back")
                .contains(" 0 failed");
        assertThat(run.err).isEmpty();
    }

    @Test
    void programRefusesWrongUse() {
        assertThat(new Run().code).isEqualTo(2);
        assertThat(new Run("--settle", "x", "memory:a").err).contains("a number of seconds", "usage:");
        assertThat(new Run("--wrong", "memory:a").code).isEqualTo(2);
        assertThat(new Run("memory:a", "memory:b").code).isEqualTo(2);
        assertThat(new Run("nobody:a").err).contains("no provider for the scheme \"nobody\"");
        assertThat(new Run("--help").code).isZero();
    }

    private static final class Run {
        private final int code;
        private final String out;
        private final String err;

        Run(String... arguments) {
            ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
            ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
            code = Validate.run(
                    new PrintStream(outBytes, true, StandardCharsets.UTF_8),
                    new PrintStream(errBytes, true, StandardCharsets.UTF_8),
                    arguments);
            out = outBytes.toString(StandardCharsets.UTF_8);
            err = errBytes.toString(StandardCharsets.UTF_8);
        }
    }
}
