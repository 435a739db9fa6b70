package io.coffer.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What put and delete promise. */
abstract class WritingContract extends ContractSupport {

    /** An object of any size is read back as it was put. */
    @Test
    protected void objectsOfAllSizesAreKept() throws Exception {
        for (int size : new int[] {0, 1, 255, 4096, 65_537}) {
            put("sizes/" + size, bytes(size));
            assertHolds("sizes/" + size, bytes(size));
        }
    }

    /** So is a large one, which a provider may have to transfer in parts. */
    @Test
    protected void largeObjectIsKept() throws Exception {
        int size = (int) Math.min(largestObject(), store().capabilities().maximumObjectSize());
        put("large", bytes(size));
        assertHolds("large", bytes(size));
    }

    /** The caller uses its memory again after put has returned. */
    @Test
    protected void dataIsNotTouchedAfterPutHasReturned() throws Exception {
        byte[] memory = bytes(1000);
        put("kept", memory);
        Arrays.fill(memory, (byte) 0);
        assertHolds("kept", bytes(1000));
    }

    /** Data may be a part of a buffer, and outside the heap; the buffer stays as it is. */
    @Test
    protected void dataMayBePartOfABuffer() throws Exception {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(3000).put(bytes(3000)).position(1000).limit(1700);
        store().put("part", ObjectData.of(buffer), PutCondition.NONE);
        settle();
        assertHolds("part", Arrays.copyOfRange(bytes(3000), 1000, 1700));
        assertThat(buffer.position()).isEqualTo(1000);
        assertThat(buffer.limit()).isEqualTo(1700);
    }

    /** Data can be read any number of times: it is given to two puts. */
    @Test
    protected void dataIsReadFromItsStartEachTime() throws Exception {
        ObjectData data = ObjectData.of(bytes(5000));
        store().put("first", data, PutCondition.NONE);
        store().put("second", data, PutCondition.NONE);
        settle();
        assertHolds("first", bytes(5000));
        assertHolds("second", bytes(5000));
    }

    /** Data may come from a stream that gives it in pieces and cannot go back. */
    @Test
    protected void dataMayComeInPieces() throws Exception {
        for (int size : new int[] {1000, 300_000}) {
            store().put("pieces/" + size, new BrokenData(bytes(size), () -> {}), PutCondition.NONE);
            settle();
            assertHolds("pieces/" + size, bytes(size));
        }
    }

    /** Data that ends before its length is not stored: an object is whole or not there. */
    @Test
    protected void dataThatEndsEarlyIsNotStored() throws Exception {
        for (PutCondition condition : PutCondition.values()) {
            String name = "early/" + condition.ordinal();
            assertThatThrownBy(() -> store().put(name, new LimitedData(2000, 1500, false), condition))
                    .as("put of 1,500 bytes that said they were 2,000")
                    .isNotNull();
            settle();
            assertMissing(name);
        }
    }

    /** What is larger than the store takes is refused, and nothing of it is left. */
    @Test
    protected void whatIsTooLargeIsRefused() throws Exception {
        long maximum = store().capabilities().maximumObjectSize();
        assumeThat(maximum)
                .as("capabilities().maximumObjectSize(); without a limit there is nothing to refuse")
                .isLessThan(Long.MAX_VALUE);
        // What does not look at the length, and sends, is stopped after a while: nobody waits for terabytes.
        ObjectData data = new LimitedData(maximum + 1, Math.min(maximum + 1, 2L * largestObject()), true);
        assertThatThrownBy(() -> store().put("too-large", data, PutCondition.NONE))
                .as("put of " + (maximum + 1) + " bytes")
                .isInstanceOf(IOException.class);
        settle();
        assertMissing("too-large");
        assertThat(list("")).isEmpty();
    }

    /** What an object is for changes nothing about how it is kept. */
    @Test
    protected void objectsOfEveryUseAreKept() throws Exception {
        for (ObjectUse use : ObjectUse.values()) {
            String name = "use/" + use.ordinal();
            store().put(name, ObjectData.of(ByteBuffer.wrap(bytes(500)), use), PutCondition.NONE);
            settle();
            assertThat(store().stat(name).size()).as(use + "").isEqualTo(500);
            assertThat(list(name)).containsExactly(name);
            if (use != ObjectUse.DATA || !store().capabilities().coldStorage()) {
                assertHolds(name, bytes(500));
            }
            delete(name);
            assertThat(list(name)).isEmpty();
        }
    }

    /** Put without a condition replaces what is there: by something longer, shorter and empty. */
    @Test
    protected void putReplaces() throws Exception {
        for (int size : new int[] {100, 200, 50, 0, 70}) {
            put("replaced", bytes(size));
            assertHolds("replaced", bytes(size));
        }
        assertThat(list("")).containsExactly("replaced");
    }

    /** Put with a condition stores what is not there. */
    @Test
    protected void putIfAbsentStoresWhatIsAbsent() throws Exception {
        store().put("new/object", ObjectData.of(bytes(300)), PutCondition.IF_ABSENT);
        settle();
        assertHolds("new/object", bytes(300));
    }

    /** Put with a condition refuses what is there, leaves it as it is, and says which object it is about. */
    @Test
    protected void putIfAbsentRefusesWhatIsThere() throws Exception {
        for (int size : new int[] {300, 0}) {
            String name = "taken/" + size;
            put(name, bytes(size));
            ObjectExistsException refusal = catchThrowableOfType(
                    ObjectExistsException.class,
                    () -> store().put(name, ObjectData.of(bytes(400)), PutCondition.IF_ABSENT));
            assertThat(refusal).as("refusal of " + name).isNotNull();
            assertThat(refusal.objectName()).isEqualTo(name);
            assertThat(refusal.isTemporary()).isFalse();
            assertHolds(name, bytes(size));
        }
    }

    /** A name is free again when its object was deleted. */
    @Test
    protected void putIfAbsentStoresWhatWasDeleted() throws Exception {
        put("again", bytes(10));
        delete("again");
        store().put("again", ObjectData.of(bytes(20)), PutCondition.IF_ABSENT);
        settle();
        assertHolds("again", bytes(20));
    }

    /** When put fails there is nothing, and the same put succeeds later. */
    @Test
    protected void failedPutLeavesNothing() throws Exception {
        for (PutCondition condition : PutCondition.values()) {
            String name = "failed/" + condition.ordinal();
            List<String> before = list("");
            assertFails(name, condition, new IOException("no more data"));
            assertFails(name, condition, new IllegalStateException("no more data"));
            settle();
            assertMissing(name);
            assertThat(list("")).as("all that is listed after a failed put").isEqualTo(before);
            store().put(name, ObjectData.of(bytes(1000)), condition);
            settle();
            assertHolds(name, bytes(1000));
        }
    }

    /** When put fails, what was there is untouched. */
    @Test
    protected void failedPutLeavesTheOldObject() throws Exception {
        put("old", bytes(700));
        assertFails("old", PutCondition.NONE, new IOException("no more data"));
        assertFails("old", PutCondition.NONE, new IllegalStateException("no more data"));
        settle();
        assertHolds("old", bytes(700));
        assertThat(list("")).containsExactly("old");
    }

    private void assertFails(String name, PutCondition condition, Exception failure) {
        ObjectData data = new BrokenData(bytes(100_000), () -> {
            if (failure instanceof IOException checked) {
                throw checked;
            }
            throw (RuntimeException) failure;
        });
        assertThatThrownBy(() -> store().put(name, data, condition))
                .as("put of data that fails half way")
                .satisfiesAnyOf(
                        thrown -> assertThat(thrown).isSameAs(failure),
                        thrown -> assertThat(thrown)
                                .isInstanceOf(IOException.class)
                                .hasStackTraceContaining(failure.getMessage()));
    }

    /** What was deleted is gone, and nothing else is. */
    @Test
    protected void deleteRemovesWhatItNames() throws Exception {
        put("delete/a", bytes(1));
        put("delete/ab", bytes(2));
        put("delete/b", bytes(3));
        delete("delete/a");
        assertMissing("delete/a");
        assertHolds("delete/ab", bytes(2));
        assertHolds("delete/b", bytes(3));
    }

    /** What is not there is passed over, alone and among others, and also when it was deleted just before. */
    @Test
    protected void deletePassesOverWhatIsMissing() throws Exception {
        delete("never");
        delete("never/there");
        put("there", bytes(5));
        delete("never", "there", "never/there");
        delete("there");
        assertMissing("there");
    }

    /** A directory of objects is not an object, whatever the storage makes of it. */
    @Test
    protected void deleteOfACommonStartRemovesNothing() throws Exception {
        put("deep/er/object", bytes(5));
        delete("deep", "deep/er");
        assertMissing("deep");
        assertMissing("deep/er");
        assertHolds("deep/er/object", bytes(5));
    }

    /** A batch has any length: none, and more than a storage takes in one request; and it may name an object twice. */
    @Test
    protected void deleteTakesAnyNumberOfNames() throws Exception {
        store().delete(List.of());
        List<String> names = new ArrayList<>();
        int last = manyDeletes() - 1;
        for (int i = 0; i <= last; i++) {
            names.add("batch/" + i);
        }
        names.add("batch/0");
        for (int there : new int[] {0, last / 2, last / 2 + 1, last}) {
            put("batch/" + there, bytes(there));
        }
        put("other", bytes(1));
        delete(names.toArray(new String[0]));
        assertThat(list("")).containsExactly("other");
    }
}
