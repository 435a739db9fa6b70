package io.coffer.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectStore;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The contract must fail for a store that breaks an obligation: each of these breaks one, in a way seen before. */
class ContractFindsTest {
    @Test
    void nothingInAStoreThatIsRight() throws Exception {
        assertThat(failures(FilterStore::new)).isEmpty();
    }

    @Test
    void nothingInAStoreThatKeepsObjectsColdAndLocked() throws Exception {
        assertThat(failures(VaultStore::new)).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> whatIsBroken() {
        return BrokenStores.all().stream()
                .map(broken -> DynamicTest.dynamicTest(
                        broken.description(),
                        () -> assertThat(failures(broken.factory())).containsKey(broken.foundBy())));
    }

    /** A test that no broken store fails may be one that cannot fail. */
    @Test
    void everyTestOfTheContractFindsSomething() {
        Set<String> tests = new TreeSet<>();
        ContractRunner.tests().forEach(test -> tests.add(test.getName()));
        Set<String> finders = new HashSet<>();
        BrokenStores.all().forEach(broken -> finders.add(broken.foundBy()));
        tests.removeAll(finders);
        assertThat(tests).isEmpty();
    }

    private static Map<String, Throwable> failures(Function<ObjectStore, ObjectStore> factory) throws Exception {
        AtomicReference<MemoryObjectStore> right = new AtomicReference<>(new MemoryObjectStore());
        return ContractRunner.failures(
                () -> {
                    right.set(new MemoryObjectStore());
                    return factory.apply(right.get());
                },
                () -> factory.apply(right.get().reopen()));
    }
}
