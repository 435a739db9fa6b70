package io.coffer.backup.tests.decorator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectColdException;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreAccessException;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreFullException;
import io.coffer.backup.spi.StoreUnavailableException;
import io.coffer.backup.spi.decorator.MonotonicTime;
import io.coffer.backup.spi.decorator.RetryPolicy;
import io.coffer.backup.spi.decorator.RetryingObjectStore;
import io.coffer.backup.testkit.CountingObjectStore;
import io.coffer.backup.testkit.FakeClock;
import io.coffer.backup.testkit.Fault;
import io.coffer.backup.testkit.FaultyObjectStore;
import io.coffer.backup.testkit.StoreOperation;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RetryingObjectStoreTest {
    private static final RetryPolicy POLICY = new RetryPolicy(
            6, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(5));

    private final MemoryObjectStore storage = new MemoryObjectStore();
    private final CountingObjectStore counting = new CountingObjectStore(storage);
    private final FaultyObjectStore faulty = new FaultyObjectStore(counting);
    private final RecordedTime time = new RecordedTime();
    /** Takes nothing off the waits, so that they can be foretold. */
    private final RandomGenerator noJitter = () -> 0;

    private final ObjectStore store = new RetryingObjectStore(faulty, POLICY, time, noJitter);

    /** Passes when somebody waits, and remembers how long they did. */
    private static final class RecordedTime implements MonotonicTime {
        private final MonotonicTime time = new FakeClock().asMonotonicTime();
        private final List<Duration> waits = new ArrayList<>();

        @Override
        public long nanos() {
            return time.nanos();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            time.sleep(duration);
            waits.add(duration);
        }
    }

    @AfterEach
    void clearFlag() {
        Thread.interrupted();
    }

    private static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private void put(String name, byte[] bytes, PutCondition condition) throws IOException {
        store.put(name, ObjectData.of(bytes), condition);
    }

    private static byte[] read(ObjectStore store, String name) throws IOException {
        try (InputStream in = store.get(name)) {
            return in.readAllBytes();
        }
    }

    private static Fault always(Function<String, IOException> exception) {
        return Fault.onAny().forEver().throwing(exception).build();
    }

    private static List<Duration> seconds(double... seconds) {
        return java.util.Arrays.stream(seconds)
                .mapToObj(each -> Duration.ofMillis((long) (each * 1000)))
                .toList();
    }

    @Test
    void waitsTwiceAsLongAfterEachFailureAndGivesUpWithTheLastOne() {
        faulty.plan(Fault.onAny().forEver().temporary().build());

        assertThatThrownBy(() -> store.stat("name")).hasMessageContaining("match 6 of this fault");

        assertThat(time.waits).isEqualTo(seconds(1, 2, 4, 8, 10));
        assertThat(faulty.operations()).isEqualTo(6);
    }

    @Test
    void takesUpToAHalfOffEachWait() {
        faulty.plan(Fault.onAny().forEver().temporary().build());
        RandomGenerator most = () -> -1L;
        ObjectStore jittered = new RetryingObjectStore(faulty, POLICY, time, most);

        assertThatThrownBy(() -> jittered.stat("name")).isInstanceOf(StoreException.class);

        assertThat(time.waits.stream().map(Duration::toMillis)).containsExactly(500L, 1000L, 2000L, 4000L, 5000L);
    }

    static Stream<Function<String, IOException>> finalFailures() {
        return Stream.of(
                message -> new StoreException(message, null, false, null),
                message -> new StoreAccessException(message, null, null),
                message -> new StoreFullException(message, null, null),
                message -> new ObjectColdException(message, "name", null),
                message -> new IOException(message));
    }

    @ParameterizedTest
    @MethodSource("finalFailures")
    void passesOnAtOnceWhatWillNotPass(Function<String, IOException> failure) {
        faulty.plan(always(failure));

        assertThatThrownBy(() -> put("name", bytes(10, 1), PutCondition.NONE)).hasMessageContaining("planned fault");
        assertThatThrownBy(() -> store.get("name", 0, 1)).hasMessageContaining("planned fault");
        assertThatThrownBy(() -> store.list("", object -> {})).hasMessageContaining("planned fault");

        assertThat(time.waits).isEmpty();
        assertThat(faulty.operations()).isEqualTo(3);
    }

    @Test
    void leavesTheStorageAloneForAsLongAsItAsks() throws IOException {
        storage.put("name", ObjectData.of(bytes(10, 1)), PutCondition.NONE);
        faulty.plan(Fault.onAny()
                .throwing(message -> new StoreUnavailableException(message, null, Duration.ofSeconds(42), null))
                .build());

        store.stat("name");

        assertThat(time.waits).isEqualTo(seconds(42));
    }

    @Test
    void waitsNoLongerThanTheLimitWhenTheStorageAsksForMore() throws IOException {
        storage.put("name", ObjectData.of(bytes(10, 1)), PutCondition.NONE);
        faulty.plan(Fault.onAny()
                .throwing(message -> new StoreUnavailableException(message, null, Duration.ofHours(2), null))
                .build());

        store.stat("name");

        assertThat(time.waits).isEqualTo(seconds(60));
    }

    @Test
    void beginsNoWaitThatEndsAfterTheTotalTime() {
        faulty.plan(always(message -> new StoreUnavailableException(message, null, Duration.ofSeconds(55), null)));
        ObjectStore patient = new RetryingObjectStore(
                faulty,
                new RetryPolicy(
                        1000,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(5)),
                time,
                noJitter);

        assertThatThrownBy(() -> patient.stat("name")).isInstanceOf(StoreUnavailableException.class);

        assertThat(time.waits).isEqualTo(seconds(55, 55, 55, 55, 55));
    }

    @Test
    void anInterruptionEndsTheWaitAtOnceAndKeepsTheFlag() {
        faulty.plan(Fault.onAny().forEver().temporary().build());
        Thread.currentThread().interrupt();

        Throwable thrown = catchThrowable(() -> store.stat("name"));

        assertThat(Thread.interrupted()).as("the flag").isTrue();
        assertThat(thrown).isInstanceOf(InterruptedIOException.class).hasMessageContaining("stat of name");
        assertThat(thrown.getSuppressed()).hasSize(1);
        assertThat(faulty.operations()).isEqualTo(1);
    }

    @Test
    void aConditionalPutWhoseAnswerWasLostMeetsItsOwnSuccess() throws IOException {
        byte[] sent = bytes(70_000, 1);
        Fault fault = Fault.on(StoreOperation.PUT).afterEffect().temporary().build();
        faulty.plan(fault);

        put("config", sent, PutCondition.IF_ABSENT);

        assertThat(fault.fired()).isTrue();
        assertThat(read(storage, "config")).isEqualTo(sent);
    }

    @Test
    void aConditionalPutThatLostSaysSoAlsoAfterAFailure() throws IOException {
        byte[] others = bytes(70_000, 2);
        storage.put("config", ObjectData.of(others), PutCondition.NONE);
        for (byte[] sent : List.of(bytes(70_000, 1), bytes(69_999, 2), bytes(70_001, 2), new byte[0])) {
            Fault fault = Fault.on(StoreOperation.PUT).temporary().build();
            faulty.plan(fault);

            assertThatThrownBy(() -> put("config", sent, PutCondition.IF_ABSENT))
                    .isInstanceOf(ObjectExistsException.class);

            assertThat(fault.fired()).isTrue();
            assertThat(read(storage, "config")).isEqualTo(others);
        }
    }

    @Test
    void aConditionalPutOnATakenNameIsNotComparedWhenNothingFailedBefore() throws IOException {
        byte[] bytes = bytes(100, 1);
        storage.put("config", ObjectData.of(bytes), PutCondition.NONE);

        assertThatThrownBy(() -> put("config", bytes, PutCondition.IF_ABSENT))
                .isInstanceOf(ObjectExistsException.class);
    }

    @Test
    void aPutSendsTheSameBytesAgain() throws IOException {
        byte[] sent = bytes(70_000, 1);
        faulty.plan(Fault.on(StoreOperation.PUT).temporary().build())
                .plan(Fault.on(StoreOperation.PUT)
                        .nth(2)
                        .afterEffect()
                        .temporary()
                        .build());

        put("packs/a", sent, PutCondition.NONE);

        assertThat(faulty.unfired()).isEmpty();
        assertThat(read(storage, "packs/a")).isEqualTo(sent);
    }

    @Test
    void aStreamThatBreaksGoesOnWhereItBroke() throws IOException {
        byte[] bytes = bytes(3_000_000, 1);
        storage.put("pack", ObjectData.of(bytes), PutCondition.NONE);
        for (int breakAt : new int[] {0, 1, 70_000, 1 << 20, 2_999_999, 3_000_000}) {
            for (IOException how :
                    List.of(new IOException("connection reset"), new StoreException("temporary", "pack", true, null))) {
                counting.reset();
                ObjectStore resuming =
                        new RetryingObjectStore(new BreakingStore(counting, breakAt, how), POLICY, time, noJitter);

                assertThat(read(resuming, "pack")).as("broken at %d", breakAt).isEqualTo(bytes);

                assertThat(counting.bytes(StoreOperation.GET) + counting.bytes(StoreOperation.GET_RANGE))
                        .as("bytes fetched when it broke at %d", breakAt)
                        .isEqualTo(bytes.length);
            }
        }
    }

    @Test
    void aStreamIsNotResumedWhenThatCannotHelp() throws IOException {
        storage.put("pack", ObjectData.of(bytes(1000, 1)), PutCondition.NONE);
        for (IOException how :
                List.of(new StoreAccessException("expired", "pack", null), new InterruptedIOException("interrupted"))) {
            ObjectStore resuming =
                    new RetryingObjectStore(new BreakingStore(counting, 500, how), POLICY, time, noJitter);

            assertThatThrownBy(() -> read(resuming, "pack")).isSameAs(how);
        }
        assertThat(time.waits).isEmpty();
    }

    @Test
    void aRangeOfABrokenStreamIsRepeatedToo() throws IOException {
        byte[] bytes = bytes(3_000_000, 1);
        storage.put("pack", ObjectData.of(bytes), PutCondition.NONE);
        faulty.plan(Fault.on(StoreOperation.GET_RANGE).nth(2).temporary().build())
                .plan(Fault.on(StoreOperation.STAT).temporary().build());
        ObjectStore resuming = new RetryingObjectStore(
                new BreakingStore(faulty, 10, new IOException("connection reset")), POLICY, time, noJitter);

        assertThat(read(resuming, "pack")).isEqualTo(bytes);

        assertThat(faulty.unfired()).isEmpty();
    }

    @Test
    void aListingThatBreaksStartsAgainAndShowsEachObjectOnce() throws IOException {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            expected.add("packs/" + i);
            storage.put("packs/" + i, ObjectData.of(bytes(1, i)), PutCondition.NONE);
        }
        List<String> visited = new ArrayList<>();
        faulty.plan(Fault.on(StoreOperation.LIST).afterEffect().temporary().build())
                .plan(Fault.on(StoreOperation.LIST).nth(2).temporary().build());

        store.list("packs/", object -> visited.add(object.name()));

        assertThat(faulty.unfired()).isEmpty();
        assertThat(visited).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void whatAVisitorThrowsIsNotRepeated() throws IOException {
        storage.put("a", ObjectData.of(bytes(1, 1)), PutCondition.NONE);
        StoreException fromVisitor = new StoreException("of another store", null, true, null);

        assertThatThrownBy(() -> store.list("", object -> {
                    throw fromVisitor;
                }))
                .isSameAs(fromVisitor);

        assertThat(counting.requests(StoreOperation.LIST)).isEqualTo(1);
    }

    @Test
    void aDeleteThatFailedHalfWayIsDoneAgain() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            storage.put(name, ObjectData.of(bytes(1, 1)), PutCondition.NONE);
        }
        faulty.plan(
                Fault.on(StoreOperation.DELETE).nth(2).afterEffect().temporary().build());

        store.delete(List.of("a", "b", "c"));

        assertThat(faulty.unfired()).isEmpty();
        storage.list("", object -> assertThat(object.name()).isEmpty());
    }
}
