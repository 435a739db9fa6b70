package io.coffer.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.testkit.BrokenStores.Broken;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The engine's tests must fail on a store that does not keep what a repository needs. */
class RepositoryContractFindsTest {
    private static final List<Broken> BROKEN = List.of(
            new Broken("what is read is wrong in one bit", "whatWasBackedUpComesBack", Flipping::new),
            new Broken(
                    "some objects are not listed",
                    "unchangedFilesAreNotStoredAgain",
                    store -> new Hiding(store, "index/")),
            new Broken("there is one snapshot at most", "eachSnapshotKeepsItsFiles", Single::new),
            new Broken("clients see their own objects only", "anotherProgramRestores", Private::new),
            new Broken("an object is forgotten", "repositoryIsMadeOnce", Forgetting::new),
            new Broken("a writer's put removes another's", "writersDoNotDisturbEachOther", Single::new),
            new Broken("a put is lost now and then", "backupThatDiedIsRepeated", Losing::new),
            new Broken("deletes do nothing", "pruneGivesBackWhatNothingNeeds", Keeping::new),
            new Broken("packs are not listed", "indexIsRebuiltFromPacks", store -> new Hiding(store, "packs/")));

    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> whatIsBroken() {
        return BROKEN.stream()
                .map(broken -> DynamicTest.dynamicTest(
                        broken.description() + ": " + broken.foundBy(),
                        () -> assertThatThrownBy(() -> run(broken.foundBy(), broken.factory()))
                                .isNotNull()));
    }

    @TestFactory
    Stream<DynamicTest> whatIsRight() {
        return BROKEN.stream()
                .map(broken ->
                        DynamicTest.dynamicTest(broken.foundBy(), () -> run(broken.foundBy(), FilterStore::new)));
    }

    @Test
    void everyTestFindsSomething() {
        Set<String> tests = new TreeSet<>();
        for (Method method : RepositoryContract.class.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                tests.add(method.getName());
            }
        }
        BROKEN.forEach(broken -> tests.remove(broken.foundBy()));
        assertThat(tests).isEmpty();
    }

    private void run(String test, Function<ObjectStore, ObjectStore> factory) throws Throwable {
        RepositoryContract contract = ContractRunner.repositoryContract(factory);
        Field field = RepositoryContract.class.getDeclaredField("directory");
        field.setAccessible(true);
        field.set(contract, directory.resolve(String.valueOf(System.nanoTime())));
        contract.openStore();
        try {
            RepositoryContract.class.getDeclaredMethod(test).invoke(contract);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            contract.closeStore();
        }
    }

    private static final class Flipping extends FilterStore {
        Flipping(ObjectStore target) {
            super(target);
        }

        @Override
        public byte[] get(String name, long offset, int length) throws IOException {
            byte[] bytes = target.get(name, offset, length);
            bytes[length / 2] ^= 1;
            return bytes;
        }
    }

    private static final class Hiding extends FilterStore {
        private final String hidden;

        Hiding(ObjectStore target, String hidden) {
            super(target);
            this.hidden = hidden;
        }

        @Override
        public void list(String prefix, ObjectVisitor visitor) throws IOException {
            target.list(prefix, object -> {
                if (!object.name().startsWith(hidden)) {
                    visitor.visit(object);
                }
            });
        }
    }

    private static final class Single extends FilterStore {
        Single(ObjectStore target) {
            super(target);
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            if (name.startsWith("snapshots/")) {
                List<String> others = new ArrayList<>();
                target.list("snapshots/", object -> others.add(object.name()));
                target.delete(others);
            }
            target.put(name, data, condition);
        }
    }

    private static final class Private extends FilterStore {
        private final Set<String> own = new TreeSet<>();

        Private(ObjectStore target) {
            super(target);
        }

        @Override
        public synchronized void put(String name, ObjectData data, PutCondition condition) throws IOException {
            own.add(name);
            target.put(name, data, condition);
        }

        @Override
        public synchronized InputStream get(String name) throws IOException {
            if (!own.contains(name)) {
                throw new ObjectNotFoundException("not mine: " + name, name, null);
            }
            return target.get(name);
        }
    }

    private static final class Keeping extends FilterStore {
        Keeping(ObjectStore target) {
            super(target);
        }

        @Override
        public void delete(Collection<String> names) {}
    }

    private static final class Forgetting extends FilterStore {
        Forgetting(ObjectStore target) {
            super(target);
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            if (!name.equals("config")) {
                target.put(name, data, condition);
            }
        }
    }

    private static final class Losing extends FilterStore {
        private final AtomicInteger puts = new AtomicInteger();

        Losing(ObjectStore target) {
            super(target);
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            if (!name.startsWith("packs/") || puts.incrementAndGet() % 4 != 0) {
                target.put(name, data, condition);
            }
        }
    }
}
