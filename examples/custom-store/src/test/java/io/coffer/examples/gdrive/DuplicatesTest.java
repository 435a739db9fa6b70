package io.coffer.examples.gdrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several files of one name: every client takes the same one for the object, and none of them comes back. */
class DuplicatesTest {
    private TestDrive drive;
    private ObjectStore first;
    private ObjectStore second;

    @BeforeEach
    void start() throws Exception {
        drive = new TestDrive(true);
        first = drive.open();
        second = drive.open();
    }

    @AfterEach
    void stop() {
        drive.close();
    }

    @Test
    void theLastUnconditionalPutCounts() throws Exception {
        put(first, "a", 10, PutCondition.NONE);
        put(second, "a", 20, PutCondition.NONE);
        drive.settle();
        assertThat(drive.server.storage.all()).hasSize(2);
        assertAllSee("a", 20);
        // Written again in place: now the older file is the newer one.
        drive.forgetIds();
        put(first, "a", 30, PutCondition.NONE);
        drive.settle();
        assertAllSee("a", 30);
    }

    @Test
    void theFirstOfTheConditionalPutsCounts() throws Exception {
        put(first, "a", 10, PutCondition.IF_ABSENT);
        // The index does not know of it yet, so this one wins too, as the capabilities say.
        put(second, "a", 20, PutCondition.IF_ABSENT);
        drive.settle();
        assertThat(drive.server.storage.all()).hasSize(2);
        assertAllSee("a", 10);
        assertThatThrownBy(() -> put(second, "a", 30, PutCondition.IF_ABSENT))
                .isInstanceOf(ObjectExistsException.class);
        assertAllSee("a", 10);
    }

    @Test
    void anUnconditionalPutCountsMoreThanConditionalOnes() throws Exception {
        put(first, "a", 10, PutCondition.IF_ABSENT);
        put(second, "a", 20, PutCondition.NONE);
        drive.settle();
        assertAllSee("a", 20);
        // In place, over what was put if absent.
        put(first, "b", 10, PutCondition.IF_ABSENT);
        put(first, "b", 20, PutCondition.NONE);
        put(second, "b", 30, PutCondition.IF_ABSENT);
        drive.settle();
        assertAllSee("b", 20);
    }

    @Test
    void whoComesTooLateTakesItsFileBack() throws Exception {
        try (TestDrive prompt = new TestDrive(false);
                ObjectStore early = prompt.open();
                ObjectStore late = prompt.open()) {
            put(early, "a", 10, PutCondition.IF_ABSENT);
            // The first look misses it, as an index that lags would; the second does not.
            prompt.server.plan("list", DriveAnswer.json(Map.of("files", List.of())));
            assertThatThrownBy(() -> put(late, "a", 20, PutCondition.IF_ABSENT))
                    .isInstanceOf(ObjectExistsException.class);
            assertThat(prompt.server.nothingPlanned()).isTrue();
            assertThat(prompt.server.storage.all()).hasSize(1);
            assertThat(late.stat("a").size()).isEqualTo(10);
        }
    }

    @Test
    void deleteTakesAllOfThem() throws Exception {
        for (int i = 0; i < 3; i++) {
            put(drive.open(), "a", i, PutCondition.NONE);
        }
        put(first, "b", 1, PutCondition.NONE);
        drive.settle();
        first.delete(List.of("a"));
        assertThat(drive.server.storage.all())
                .singleElement()
                .satisfies(file -> assertThat(file.name()).isEqualTo("b"));
    }

    @Test
    void aFileThatSomebodyElseDeletedIsLookedForAgain() throws Exception {
        put(first, "a", 10, PutCondition.NONE);
        drive.settle();
        assertThat(second.stat("a").size()).isEqualTo(10);
        first.delete(List.of("a"));
        put(first, "a", 20, PutCondition.NONE);
        drive.server.storage.settle();
        // The second client still believes in the first file.
        assertThat(second.get("a", 0, 20)).hasSize(20);
        assertThat(second.stat("a").size()).isEqualTo(20);
    }

    private void assertAllSee(String name, int size) throws IOException {
        for (ObjectStore store : List.of(first, second, drive.open())) {
            assertThat(store.stat(name).size()).isEqualTo(size);
            try (var in = store.get(name)) {
                assertThat(in.readAllBytes()).hasSize(size);
            }
            List<ObjectInfo> listed = new ArrayList<>();
            store.list("", listed::add);
            assertThat(listed.stream().filter(object -> object.name().equals(name)))
                    .singleElement()
                    .satisfies(object -> assertThat(object.size()).isEqualTo(size));
        }
    }

    private static void put(ObjectStore store, String name, int size, PutCondition condition) throws IOException {
        store.put(name, ObjectData.of(new byte[size]), condition);
    }
}
