package io.coffer.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreFullException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FaultyObjectStoreTest {
    private final MemoryObjectStore target = new MemoryObjectStore();
    private final FaultyObjectStore store = new FaultyObjectStore(target);

    @Test
    void nthPutFailsOnce() throws Exception {
        Fault fault = Fault.on(StoreOperation.PUT).nth(2).build();
        store.plan(fault);
        put("a");
        assertThat(fault.fired()).isFalse();
        assertThat(store.unfired()).containsExactly(fault);
        assertFails(() -> put("b"), "planned fault: PUT \"b\" failed before its effect (match 2 of this fault)");
        put("c");
        assertThat(names()).containsExactly("a", "c");
        assertThat(fault.fired()).isTrue();
        assertThat(fault.firedCount()).isEqualTo(1);
        assertThat(store.unfired()).isEmpty();
    }

    @Test
    void faultAfterTheEffectLosesTheAnswerOnly() throws Exception {
        store.plan(Fault.on(StoreOperation.PUT).afterEffect().build());
        assertFails(() -> put("a"), "planned fault: PUT \"a\" failed after its effect (match 1 of this fault)");
        assertThat(names()).containsExactly("a");
    }

    @Test
    void faultForEverFailsAllThatFollow() throws Exception {
        Fault fault = Fault.on(StoreOperation.PUT, StoreOperation.DELETE)
                .nth(2)
                .forEver()
                .build();
        store.plan(fault);
        put("a");
        assertThatThrownBy(() -> put("b")).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.delete(List.of("a"))).isInstanceOf(StoreException.class);
        assertThat(store.stat("a").size()).isEqualTo(3);
        assertThat(fault.firedCount()).isEqualTo(2);
        store.heal();
        put("b");
        assertThat(names()).containsExactly("a", "b");
    }

    @Test
    void faultMeetsNamesOnly() throws Exception {
        Fault fault = Fault.onAny().named("packs/").nth(2).build();
        store.plan(fault);
        put("packs/a");
        put("index/a");
        store.stat("index/a");
        assertThatThrownBy(() -> store.stat("packs/a")).hasMessageContaining("STAT \"packs/a\"");
        assertThat(fault.fired()).isTrue();
    }

    @Test
    void eachKindOfReadingFails() throws Exception {
        put("a");
        assertReadingFails(
                Fault.on(StoreOperation.GET).build(), () -> store.get("a").close());
        assertReadingFails(Fault.on(StoreOperation.GET_RANGE).build(), () -> store.get("a", 0, 1));
        assertReadingFails(Fault.on(StoreOperation.STAT).afterEffect().build(), () -> store.stat("a"));
        assertReadingFails(Fault.on(StoreOperation.LIST).build(), () -> store.list("", object -> {}));
        List<String> seen = new ArrayList<>();
        assertReadingFails(
                Fault.on(StoreOperation.LIST).afterEffect().build(),
                () -> store.list("", object -> seen.add(object.name())));
        assertThat(seen).as("visited before the failure, and again without one").containsExactly("a", "a");
    }

    private void assertReadingFails(Fault fault, ThrowingCallable reading) {
        store.plan(fault);
        assertThatThrownBy(reading).isInstanceOf(StoreException.class).hasMessageContaining("planned fault");
        assertThat(fault.fired()).isTrue();
        assertThatNoException().isThrownBy(reading);
    }

    @Test
    void streamFailsAtItsEnd() throws Exception {
        put("a");
        Fault fault = Fault.on(StoreOperation.GET).afterEffect().build();
        store.plan(fault);
        try (InputStream in = store.get("a")) {
            assertThat(in.readNBytes(3)).hasSize(3);
            assertThat(fault.fired()).isFalse();
            assertThatThrownBy(in::read).isInstanceOf(StoreException.class);
            assertThat(fault.fired()).isTrue();
        }
    }

    @Test
    void batchOfDeletesFailsHalfWay() throws Exception {
        for (String name : List.of("a", "b", "c", "d")) {
            put(name);
        }
        store.plan(Fault.on(StoreOperation.DELETE).nth(3).build());
        assertThatThrownBy(() -> store.delete(List.of("a", "b", "c", "d"))).isInstanceOf(StoreException.class);
        assertThat(names()).containsExactly("c", "d");
    }

    @Test
    void nothingWorksAfterACrash() throws Exception {
        put("a");
        InputStream open = store.get("a");
        store.plan(Fault.on(StoreOperation.PUT).named("b").afterEffect().crash().build());
        assertFails(
                () -> put("b"),
                "planned fault: PUT \"b\" failed after its effect (match 1 of this fault), and the program crashed");
        assertThat(store.hasCrashed()).isTrue();
        store.heal();
        List<ThrowingCallable> calls = List.of(
                () -> put("c"),
                () -> store.get("a").close(),
                () -> store.get("a", 0, 1),
                () -> store.stat("a"),
                () -> store.list("", object -> {}),
                () -> store.delete(List.of("a")),
                () -> store.delete(List.of()),
                open::read,
                () -> open.read(new byte[1]));
        for (ThrowingCallable call : calls) {
            assertFails(call, "planned fault: the program crashed; nothing reaches memory:unnamed any more");
        }
        store.close();
        assertThat(names()).containsExactly("a", "b");
    }

    @Test
    void crashEndsAListing() throws Exception {
        put("a");
        put("b");
        List<String> seen = new ArrayList<>();
        assertThatThrownBy(() -> store.list("", object -> {
                    seen.add(object.name());
                    store.crash();
                }))
                .isInstanceOf(StoreException.class);
        assertThat(seen).containsExactly("a");
    }

    @Test
    void exceptionIsChosen() {
        store.plan(Fault.on(StoreOperation.PUT).temporary().build());
        StoreException temporary = catchThrowableOfType(StoreException.class, () -> put("a"));
        assertThat(temporary.isTemporary()).isTrue();
        store.plan(Fault.on(StoreOperation.PUT)
                .throwing(message -> new StoreFullException(message, null, null))
                .build());
        assertThatThrownBy(() -> put("a")).isInstanceOf(StoreFullException.class);
    }

    @Test
    void ownFailureOfTheStoreDoesNotCountAsFired() {
        Fault fault = Fault.on(StoreOperation.STAT).afterEffect().build();
        store.plan(fault);
        assertThatThrownBy(() -> store.stat("missing")).isInstanceOf(ObjectNotFoundException.class);
        assertThat(fault.fired()).isFalse();
    }

    /** As every test of recovery does it: the operations are counted first, then each of them fails once. */
    @Test
    void sweepMeetsEveryOperation() throws Exception {
        threeOperations(store);
        long count = store.operations();
        assertThat(count).isEqualTo(3);
        for (int n = 1; n <= count + 1; n++) {
            Fault fault = Fault.onAny().nth(n).build();
            FaultyObjectStore faulty = new FaultyObjectStore(new MemoryObjectStore()).plan(fault);
            if (n <= count) {
                assertThatThrownBy(() -> threeOperations(faulty)).isInstanceOf(StoreException.class);
                assertThat(faulty.operations()).isEqualTo(n);
            } else {
                threeOperations(faulty);
            }
            assertThat(fault.fired()).isEqualTo(n <= count);
        }
    }

    private static void threeOperations(FaultyObjectStore store) throws IOException {
        store.put("a", ObjectData.of(new byte[1]), PutCondition.NONE);
        store.stat("a");
        store.delete(List.of("a"));
    }

    private void put(String name) throws IOException {
        store.put(name, ObjectData.of(new byte[3]), PutCondition.NONE);
    }

    /** What is really stored. */
    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        target.list("", object -> names.add(object.name()));
        return names;
    }

    private static void assertFails(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(StoreException.class).hasMessage(message);
    }
}
