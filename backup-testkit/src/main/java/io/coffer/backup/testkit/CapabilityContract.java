package io.coffer.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.coffer.backup.spi.ObjectColdException;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectLockedException;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What holds where a store can do more than it must: objects that are cold, and objects that are locked. */
abstract class CapabilityContract extends ConcurrencyContract {

    /** Recalling what can be read leaves nothing to wait for, in every store. */
    @Test
    protected void recallOfWhatIsReadableIsDone() throws Exception {
        put("warm/a", bytes(10));
        put("warm/b", bytes(20));
        assertThat(store().recall(List.of())).isEmpty();
        assertThat(store().recall(List.of("warm/a", "warm/b"))).isEmpty();
        assertThatThrownBy(() -> store().recall(List.of("NO NAME"))).isInstanceOf(IllegalArgumentException.class);
        assertHolds("warm/a", bytes(10));
    }

    /** What is cold is there, cannot be read, and says so; no exception about it promises that trying again helps. */
    @Test
    protected void coldObjectsAreNotRead() throws Exception {
        putCold("cold/object", 300);
        Map<String, ThrowingCallable> reads = Map.of(
                "get", () -> store().get("cold/object").close(),
                "get a range", () -> store().get("cold/object", 100, 50));
        reads.forEach((read, code) -> {
            ObjectColdException cold = catchThrowableOfType(ObjectColdException.class, code);
            assertThat(cold).as(read).isNotNull();
            assertThat(cold.objectName()).as(read).isEqualTo("cold/object");
            assertThat(cold.isTemporary()).as(read).isFalse();
        });
        assertThat(store().stat("cold/object").size()).isEqualTo(300);
        assertThat(list("cold/")).containsExactly("cold/object");
        delete("cold/object");
        assertMissing("cold/object");
    }

    /** What was recalled is waited for, may be asked for again, and is read when it is there. */
    @Test
    protected void recalledObjectsBecomeReadable() throws Exception {
        putCold("cold/object", 300);
        put("warm", bytes(5));
        assertThat(store().recall(List.of("warm", "cold/object"))).containsExactly("cold/object");
        assertThat(store().recall(List.of("cold/object"))).containsExactly("cold/object");
        finishRecalls();
        assertThat(store().recall(List.of("cold/object", "warm"))).isEmpty();
        assertHolds("cold/object", bytes(300));
    }

    /** What is not there cannot be recalled. */
    @Test
    protected void recallOfWhatIsMissingFails() throws Exception {
        assumeThat(store().capabilities().coldStorage())
                .as("capabilities().coldStorage()")
                .isTrue();
        put("there", bytes(1));
        assertNotFound(() -> store().recall(List.of("there", "missing")));
        store().close();
        assertThatThrownBy(() -> store().recall(List.of("there"))).isInstanceOf(IllegalStateException.class);
    }

    private void putCold(String name, int size) throws Exception {
        put(name, bytes(size));
        boolean cold = store().capabilities().coldStorage() && makeCold(name);
        assumeThat(cold)
                .as("capabilities().coldStorage(), and an object that is cold; override makeCold to have one")
                .isTrue();
    }

    /** A store without object lock says that it cannot keep objects, instead of not keeping them. */
    @Test
    protected void retainIsRefusedWithoutObjectLock() throws Exception {
        assumeThat(store().capabilities().objectLock())
                .as("capabilities().objectLock()")
                .isFalse();
        put("free", bytes(1));
        assertThatThrownBy(() -> store().retain(List.of("free"), storageTime().plus(retention())))
                .isInstanceOf(UnsupportedOperationException.class);
        delete("free");
        assertMissing("free");
    }

    /** What is kept is not deleted before its time, alone or among others, and is after it. */
    @Test
    protected void retainedObjectsAreNotDeleted() throws Exception {
        assumeObjectLock();
        put("kept/a", bytes(10));
        put("kept/free", bytes(20));
        Instant until = storageTime().plus(retention());
        store().retain(List.of("kept/a"), until);
        for (List<String> names : List.of(List.of("kept/a"), List.of("kept/free", "kept/a"))) {
            ObjectLockedException locked =
                    catchThrowableOfType(ObjectLockedException.class, () -> store().delete(names));
            assertThat(locked).as("delete " + names).isNotNull();
            assertThat(locked.objectName()).isEqualTo("kept/a");
            settle();
            assertHolds("kept/a", bytes(10));
        }
        waitUntilAfter(until);
        delete("kept/a", "kept/free");
        assertThat(list("")).isEmpty();
    }

    /** What is kept is not replaced. */
    @Test
    protected void retainedObjectsAreNotReplaced() throws Exception {
        assumeObjectLock();
        put("kept", bytes(10));
        Instant until = storageTime().plus(retention());
        store().retain(List.of("kept"), until);
        for (PutCondition condition : PutCondition.values()) {
            assertThatThrownBy(() -> store().put("kept", ObjectData.of(bytes(30)), condition))
                    .as("put " + condition)
                    .isInstanceOf(StoreException.class);
            settle();
            assertHolds("kept", bytes(10));
        }
        waitUntilAfter(until);
    }

    /** Retaining again makes it longer and never shorter. */
    @Test
    protected void retentionIsNeverShortened() throws Exception {
        assumeObjectLock();
        put("kept", bytes(10));
        Instant first = storageTime().plus(retention());
        store().retain(List.of("kept"), first);
        store().retain(List.of("kept"), first.minus(retention().dividedBy(2)));
        waitUntilAfter(first.minus(retention().dividedBy(2)));
        assertThat(storageTime())
                .as("a moment at which only the longer retention holds; choose a longer retention()")
                .isBefore(first);
        assertLocked("kept");
        Instant second = first.plus(retention());
        store().retain(List.of("kept"), second);
        waitUntilAfter(first);
        assertLocked("kept");
        waitUntilAfter(second);
        delete("kept");
        assertMissing("kept");
    }

    private void assertLocked(String name) throws IOException {
        assertThatThrownBy(() -> store().delete(List.of(name))).isInstanceOf(ObjectLockedException.class);
        assertThat(list(name)).containsExactly(name);
    }

    /** What is not there cannot be kept; nor can a closed store keep anything. */
    @Test
    protected void retainOfWhatIsMissingFails() throws Exception {
        assumeObjectLock();
        Instant until = storageTime().plus(retention());
        assertNotFound(() -> store().retain(List.of("missing"), until));
        assertThatThrownBy(() -> store().retain(List.of("NO NAME"), until))
                .isInstanceOf(IllegalArgumentException.class);
        store().close();
        assertThatThrownBy(() -> store().retain(List.of("missing"), until)).isInstanceOf(IllegalStateException.class);
    }

    private static void assertNotFound(ThrowingCallable call) {
        ObjectNotFoundException thrown = catchThrowableOfType(ObjectNotFoundException.class, call);
        assertThat(thrown).isNotNull();
        assertThat(thrown.objectName()).isEqualTo("missing");
    }

    private void assumeObjectLock() {
        assumeThat(store().capabilities().objectLock())
                .as("capabilities().objectLock()")
                .isTrue();
    }
}
