package io.coffer.backup.testkit;

import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** Runs the contract on a store and tells which tests fail, without failing itself. */
final class ContractRunner {
    private ContractRunner() {}

    /** Gives what each failed test threw, by its name. */
    static Map<String, Throwable> failures(Supplier<ObjectStore> stores, Supplier<ObjectStore> secondClients)
            throws Exception {
        Map<String, Throwable> failures = new TreeMap<>();
        for (Method test : tests()) {
            ContractSupport contract = new Contract(stores, secondClients);
            contract.openStore();
            try {
                test.invoke(contract);
                contract.closeStore();
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof TestAbortedException)) {
                    failures.put(test.getName(), e.getCause());
                }
            } catch (IOException e) {
                failures.put(test.getName(), e);
            }
        }
        return failures;
    }

    static List<Method> tests() {
        List<Method> tests = new ArrayList<>();
        for (Class<?> type = ObjectStoreContract.class; type != Object.class; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    method.setAccessible(true);
                    tests.add(method);
                }
            }
        }
        tests.sort(Comparator.comparing(Method::getName));
        return tests;
    }

    /** The engine's tests on stores that are made from one storage. */
    static RepositoryContract repositoryContract(Function<ObjectStore, ObjectStore> factory) {
        MemoryObjectStore storage = new MemoryObjectStore();
        return new RepositoryContract() {
            @Override
            protected ObjectStore createStore() {
                return factory.apply(storage);
            }

            @Override
            protected ObjectStore reopen(ObjectStore open) {
                return factory.apply(storage.reopen());
            }

            @Override
            protected int dataSize() {
                return 1 << 20;
            }
        };
    }

    private static final class Contract extends ObjectStoreContract {
        private final Supplier<ObjectStore> stores;
        private final Supplier<ObjectStore> secondClients;

        Contract(Supplier<ObjectStore> stores, Supplier<ObjectStore> secondClients) {
            this.stores = stores;
            this.secondClients = secondClients;
        }

        @Override
        protected ObjectStore createStore() {
            return stores.get();
        }

        @Override
        protected ObjectStore reopen(ObjectStore open) {
            return secondClients.get();
        }

        @Override
        protected boolean makeCold(String name) {
            Optional<VaultStore> vault = vault();
            vault.ifPresent(store -> store.makeCold(name));
            return vault.isPresent();
        }

        @Override
        protected void finishRecalls() {
            vault().ifPresent(VaultStore::finishRecalls);
        }

        @Override
        protected Instant storageTime() {
            return vault().map(store -> store.clock().instant()).orElseGet(Instant::now);
        }

        @Override
        protected void waitUntilAfter(Instant time) {
            vault().orElseThrow().clock().set(time.plusSeconds(1));
        }

        private Optional<VaultStore> vault() {
            return FilterStore.below(store(), VaultStore.class);
        }

        @Override
        protected Collection<String> secrets() {
            return List.of("hunter2");
        }

        @Override
        protected int manyObjects() {
            return 1500;
        }

        @Override
        protected int repetitions() {
            return 5;
        }
    }
}
