package io.coffer.backup.store.cloudinary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.store.cloudinary.standin.CloudinaryStandIn;
import io.coffer.backup.store.cloudinary.standin.CloudinaryStandIn.Kind;
import io.coffer.backup.store.cloudinary.standin.Plan;
import io.coffer.backup.testkit.FakeClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What listings cost, and what they show when. */
class ListingTest {
    private static final Duration DELAY = Duration.ofSeconds(20);

    /** At the start of an hour: with a new one there are new calls. */
    private final FakeClock clock = new FakeClock(Instant.now().truncatedTo(ChronoUnit.HOURS));

    private CloudinaryStandIn standIn;
    private ObjectStore store;

    @BeforeEach
    void start() throws IOException {
        standIn = new CloudinaryStandIn(Plan.FREE.withListingDelay(DELAY), clock);
        store = StandIns.builder(standIn, clock).open();
        standIn.resetCounts();
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
        standIn.close();
    }

    @Test
    void aPageHas500Objects() throws IOException {
        putForeign(1_001);
        assertThat(list("")).hasSize(1_001).doesNotHaveDuplicates();
        assertThat(standIn.count(Kind.ADMIN)).isEqualTo(3);
    }

    @Test
    void aListingIsUsedAgain() throws IOException {
        putForeign(600);
        assertThat(list("p")).hasSize(600);
        for (int i = 0; i < 10; i++) {
            assertThat(list("p")).hasSize(600);
            assertThat(list("p/59")).hasSize(11);
        }
        assertThat(standIn.count(Kind.ADMIN)).isEqualTo(2);
        clock.advance(Duration.ofSeconds(10));
        assertThat(list("p")).hasSize(600);
        assertThat(standIn.count(Kind.ADMIN)).isEqualTo(4);
    }

    /** A shorter prefix says more than a longer one. */
    @Test
    void aListingIsNotUsedForMore() throws IOException {
        putForeign(20);
        assertThat(list("p/1")).hasSize(11);
        assertThat(list("p/")).hasSize(20);
        assertThat(standIn.count(Kind.ADMIN)).isEqualTo(2);
    }

    /** Whoever made itself known, and then looks, must see what others did before. */
    @Test
    void afterAWriteTheStorageIsAsked() throws IOException {
        standIn.putForeign("authenticated", "backups/laptop/p-0", new byte[] {'.'});
        clock.advance(DELAY.minusSeconds(1));
        assertThat(list("p")).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(list("p")).as("kept").isEmpty();
        put("sessions/1", 10);
        assertThat(list("p")).containsExactly("p/0");
        store.delete(List.of("nothing"));
        assertThat(list("p")).containsExactly("p/0");
        assertThat(standIn.count(Kind.ADMIN)).isEqualTo(3);
    }

    /** What is seen must not be older than what was seen before, of whatever object. */
    @Test
    void afterLookingElsewhereTheStorageIsAsked() throws IOException {
        put("there", 5);
        List<ThrowingCallable> looks = List.of(
                () -> list("other/"),
                () -> store.stat("there"),
                () -> assertThatThrownBy(() -> store.stat("missing")).isInstanceOf(ObjectNotFoundException.class),
                () -> assertThatThrownBy(() -> store.get("missing")).isInstanceOf(ObjectNotFoundException.class),
                () -> assertThatThrownBy(() -> store.get("missing", 0, 1)).isInstanceOf(ObjectNotFoundException.class));
        for (ThrowingCallable look : looks) {
            list("p");
            assertThatCode(look).doesNotThrowAnyException();
            standIn.resetCounts();
            list("p");
            assertThat(standIn.count(Kind.ADMIN)).isEqualTo(1);
            store.get("there").close();
            list("p");
            assertThat(standIn.count(Kind.ADMIN))
                    .as("what cannot change may be read")
                    .isEqualTo(1);
        }
    }

    /** What is large is not kept: memory is bounded. */
    @Test
    void longListingsAreNotKept() throws IOException {
        putForeign(2_001);
        list("");
        list("");
        assertThat(standIn.count(Kind.ADMIN)).isEqualTo(10);
    }

    /** A failing visitor, or a listing that was written into, leaves nothing to be used again. */
    @Test
    void unfinishedListingsAreNotKept() throws IOException {
        putForeign(3);
        store.list("", object -> store.delete(List.of("x")));
        assertThat(list("")).hasSize(3);
        assertThat(standIn.count(Kind.ADMIN)).isEqualTo(2);
    }

    @Test
    void ownWritesAreSeenAtOnce() throws IOException {
        put("own/a", 10);
        put("own/b", 20);
        assertThat(list("own/")).containsExactlyInAnyOrder("own/a", "own/b");
        store.delete(List.of("own/a"));
        assertThat(list("own/")).containsExactly("own/b");
        put("own/b", 30);
        List<Long> sizes = new ArrayList<>();
        store.list("own/", object -> sizes.add(object.size()));
        assertThat(sizes).containsExactly(30L);
        clock.advance(DELAY);
        assertThat(list("own/")).containsExactly("own/b");
        clock.advance(RecentWrites.MEMORY.plusSeconds(1));
        assertThat(list("own/")).containsExactly("own/b");
    }

    /** Listings lag behind, and the capabilities say so. */
    @Test
    void writesOfOthersAreSeenLater() throws IOException {
        assertThat(store.capabilities().stronglyConsistent()).isFalse();
        try (ObjectStore other = StandIns.builder(standIn, clock).open()) {
            put("x", 1);
            assertThat(list(other, "")).isEmpty();
            clock.advance(DELAY);
            assertThat(list(other, "")).containsExactly("x");
            other.put("x", ObjectData.of(new byte[7]), PutCondition.NONE);
            clock.advance(DELAY);
            List<Long> sizes = new ArrayList<>();
            store.list("", object -> sizes.add(object.size()));
            assertThat(sizes).as("newer than what was remembered").containsExactly(7L);
        }
    }

    @Test
    void whatOthersKeepThereIsPassedOver() throws IOException {
        standIn.putForeign("authenticated", "backups/laptop/photo.jpg", new byte[3]);
        standIn.putForeign("authenticated", "backups/laptop2/config", new byte[3]);
        standIn.putForeign("upload", "backups/laptop/config", new byte[3]);
        clock.advance(DELAY);
        assertThat(list("")).isEmpty();
    }

    /** An object costs no call to the Admin API: not to look at, to read, to put or to delete. */
    @Test
    void objectsCostNoAdminCalls() throws IOException {
        put("object", 100);
        store.stat("object");
        store.get("object").close();
        store.get("object", 0, 10);
        store.delete(List.of("object", "missing"));
        assertThat(standIn.count(Kind.ADMIN)).isZero();
        assertThat(standIn.requests()).hasSize(6);
    }

    private void putForeign(int count) {
        for (int i = 0; i < count; i++) {
            standIn.putForeign("authenticated", "backups/laptop/p-" + i, new byte[] {1, '.'});
        }
        clock.advance(DELAY);
    }

    private void put(String name, int size) throws IOException {
        store.put(name, ObjectData.of(new byte[size]), PutCondition.NONE);
    }

    private List<String> list(String prefix) throws IOException {
        return list(store, prefix);
    }

    private static List<String> list(ObjectStore store, String prefix) throws IOException {
        List<String> names = new ArrayList<>();
        store.list(prefix, object -> names.add(object.name()));
        return names;
    }
}
