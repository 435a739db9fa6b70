package io.coffer.backup.store.cloudinary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreAccessException;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreFullException;
import io.coffer.backup.spi.StoreUnavailableException;
import io.coffer.backup.store.cloudinary.standin.CloudinaryStandIn;
import io.coffer.backup.store.cloudinary.standin.CloudinaryStandIn.Kind;
import io.coffer.backup.store.cloudinary.standin.Fault;
import io.coffer.backup.store.cloudinary.standin.Plan;
import io.coffer.backup.testkit.FakeClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong between a store and Cloudinary, and what is said of it. Messages and the log are searched for secrets. */
class FaultsTest {
    /** At the start of an hour: with a new one there are new calls. */
    private final FakeClock clock = new FakeClock(Instant.now().truncatedTo(ChronoUnit.HOURS));

    private final StringWriter texts = new StringWriter();
    private final PrintStream console = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private CloudinaryStandIn standIn;
    private ObjectStore store;

    @BeforeEach
    void start() throws IOException {
        // Where the log goes.
        System.setErr(new PrintStream(log, true));
        standIn = new CloudinaryStandIn(Plan.FREE.withAdminCalls(10), clock);
        store = StandIns.builder(standIn, clock).open();
        standIn.resetCounts();
    }

    @AfterEach
    void stop() throws IOException {
        System.setErr(console);
        texts.append(store.toString()).append(store.location()).append(log.toString());
        store.close();
        assertThat(standIn.pendingFaults()).as("faults that did not happen").isZero();
        standIn.close();
        for (String secret : List.of(CloudinaryStandIn.SECRET, CloudinaryStandIn.KEY, "signature=", "s--", "Basic ")) {
            // Not by an assertion on the text, which would show it.
            assertThat(texts.toString().contains(secret))
                    .as("a secret is shown")
                    .isFalse();
        }
    }

    private <T extends Throwable> T fails(Class<T> type, ThrowingCallable call) {
        T thrown = catchThrowableOfType(type, call);
        assertThat(thrown).isNotNull();
        thrown.printStackTrace(new PrintWriter(texts, true));
        return thrown;
    }

    /** When the hour's calls are used up, nothing more is asked until there are new ones. */
    @Test
    void adminCallsRunOut() throws IOException {
        put("object", 10);
        for (int i = 0; i < 9; i++) {
            clock.advance(Duration.ofSeconds(11));
            list();
        }
        StoreUnavailableException first = fails(StoreUnavailableException.class, this::listLater);
        assertThat(first.isTemporary()).isTrue();
        assertThat(first.retryAfter())
                .isBetween(Duration.ofSeconds(1), Duration.ofHours(1).plusSeconds(5));
        assertThat(first).hasMessageContaining("the Admin API in an hour are used up; there are new ones in");
        assertThat(log.toString()).contains("0 of 10 requests an hour to the Admin API are left for cloudinary://");
        long calls = standIn.count(Kind.ADMIN);
        fails(StoreUnavailableException.class, this::listLater);
        assertThat(standIn.count(Kind.ADMIN)).as("it is not asked again").isEqualTo(calls);
        assertThat(store.stat("object").size()).as("the upload API goes on").isEqualTo(10);
        // The answers of the stand-in carry the date of this machine, so the time that they give is only about right.
        clock.advance(Duration.ofHours(1).plusSeconds(120));
        list();
    }

    private void listLater() throws IOException {
        clock.advance(Duration.ofSeconds(11));
        list();
    }

    /** Somebody else has used up the calls. */
    @Test
    void status420SaysWhenToComeBack() {
        standIn.fail(Fault.answer(
                "/resources/",
                420,
                "Rate Limit Exceeded. Limit of 500 api operations reached.",
                Map.of("Retry-After", "77")));
        StoreUnavailableException limited = fails(StoreUnavailableException.class, this::list);
        assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(77));
        assertThat(limited).hasMessageContaining("failed with status 420: too many requests (\"Rate Limit Exceeded.");
    }

    @Test
    void serverErrorsAreTemporary() throws IOException {
        for (int status : new int[] {429, 500, 502, 503, 504}) {
            standIn.fail(Fault.answer("/upload", status, "General Error", Map.of("Retry-After", "7")));
            StoreUnavailableException failed = fails(StoreUnavailableException.class, () -> put("object", 10));
            assertThat(failed.isTemporary()).isTrue();
            assertThat(failed.retryAfter()).isEqualTo(Duration.ofSeconds(7));
            assertThat(failed.objectName()).isEqualTo("object");
            assertThat(failed)
                    .hasMessageContaining("putting \"object\" at cloudinary://my-cloud/backups/laptop failed");
            assertThat(list()).isEmpty();
        }
        put("object", 10);
    }

    @Test
    void waitMayBeATime() {
        standIn.fail(Fault.answer("/destroy", 503, "Down", Map.of("Retry-After", "Mon, 01 Jan 2024 00:00:00 GMT")));
        assertThat(fails(StoreUnavailableException.class, () -> store.delete(List.of("x")))
                        .retryAfter())
                .as("long ago")
                .isEqualTo(Duration.ZERO);
        standIn.fail(Fault.answer("/destroy", 503, "Down", Map.of("Retry-After", "soon")));
        assertThat(fails(StoreUnavailableException.class, () -> store.delete(List.of("x")))
                        .retryAfter())
                .isNull();
    }

    /** The connection breaks before the request was done, or after it: the same call again is safe. */
    @Test
    void brokenConnections() throws IOException {
        for (Fault.Kind kind : List.of(Fault.Kind.CUT_BEFORE, Fault.Kind.CUT_AFTER, Fault.Kind.CUT_IN_BODY)) {
            standIn.fail(Fault.of(kind, "/upload"));
            StoreUnavailableException broken = fails(StoreUnavailableException.class, () -> put("a", 10));
            assertThat(broken).hasMessageContaining("the connection to Cloudinary broke or was not made");
            put("a", 20);
            assertThat(store.stat("a").size()).isEqualTo(20);
            standIn.fail(Fault.of(kind, "/explicit"));
            fails(StoreUnavailableException.class, () -> store.stat("a"));
            standIn.fail(Fault.of(kind, "/destroy"));
            fails(StoreUnavailableException.class, () -> store.delete(List.of("a")));
            standIn.fail(Fault.of(kind, "/resources/"));
            try {
                list();
            } catch (StoreUnavailableException told) {
                // The JDK may have tried again by itself: what only reads may be repeated.
                told.printStackTrace(new PrintWriter(texts, true));
            }
            store.delete(List.of("a"));
        }
    }

    /** Who puts with a condition, gets no answer, and tries again may meet its own object. */
    @Test
    void lostAnswerOfAConditionalPut() throws IOException {
        standIn.fail(Fault.of(Fault.Kind.CUT_AFTER, "/upload"));
        ObjectData data = ObjectData.of(new byte[5]);
        fails(StoreUnavailableException.class, () -> store.put("once", data, PutCondition.IF_ABSENT));
        fails(ObjectExistsException.class, () -> store.put("once", data, PutCondition.IF_ABSENT));
        assertThat(list()).containsExactly("once");
    }

    @Test
    void readsThatBreakAreToldAndRepeated() throws IOException {
        byte[] content = put("object", 500_000);
        // Only these wait for what does not come.
        try (ObjectStore impatient =
                StandIns.builder(standIn, clock).timeout(Duration.ofSeconds(1)).open()) {
            for (Fault.Kind kind : List.of(Fault.Kind.CUT_IN_BODY, Fault.Kind.STALL_IN_BODY)) {
                ObjectStore reader = kind == Fault.Kind.STALL_IN_BODY ? impatient : store;
                standIn.fail(Fault.of(kind, "/delivery/"));
                StoreUnavailableException broken = fails(StoreUnavailableException.class, () -> read(reader, "object"));
                assertThat(broken).hasMessageContaining("reading \"object\"");
                standIn.fail(Fault.of(kind, "/delivery/"));
                fails(StoreUnavailableException.class, () -> reader.get("object", 1, 400_000));
                assertThat(read(store, "object")).isEqualTo(content);
                assertThat(store.get("object", 1, 400_000)).isEqualTo(Arrays.copyOfRange(content, 1, 400_001));
            }
        }
    }

    /** A cache that knows no ranges gives the whole asset. */
    @Test
    void rangesOfServersWithoutThem() throws IOException {
        byte[] content = put("object", 300_000);
        standIn.ignoreRanges();
        assertThat(store.get("object", 100_000, 1_000)).isEqualTo(Arrays.copyOfRange(content, 100_000, 101_000));
        assertThat(store.get("object", 299_999, 1)).isEqualTo(Arrays.copyOfRange(content, 299_999, 300_000));
        fails(io.coffer.backup.spi.RangeNotSatisfiableException.class, () -> store.get("object", 299_999, 2));
        assertThat(store.get("object", 0, 300_000)).isEqualTo(content);
    }

    @Test
    void wrongSecret() throws IOException {
        CloudinaryCredentials wrong = CloudinaryCredentials.of(CloudinaryStandIn.KEY, "wrong".toCharArray());
        CloudinaryStoreBuilder builder = StandIns.builder(standIn, clock).credentials(wrong);
        StoreAccessException opening = fails(StoreAccessException.class, builder::open);
        assertThat(opening)
                .hasMessageContaining("refuses the API key or its secret")
                .hasNoCause();
        try (ObjectStore other = builder.maximumAssetSize(1000).open()) {
            fails(StoreAccessException.class, () -> other.put("x", ObjectData.of(new byte[5]), PutCondition.NONE));
            fails(StoreAccessException.class, () -> other.stat("x"));
            fails(StoreAccessException.class, () -> other.get("x"));
            fails(StoreAccessException.class, () -> other.get("x", 0, 1));
            fails(StoreAccessException.class, () -> other.list("", object -> {}));
            fails(StoreAccessException.class, () -> other.delete(List.of("x")));
        }
    }

    /** Keys can be changed while a store is open. */
    @Test
    void credentialsAreAskedForEachTime() throws IOException {
        String[] secret = {"wrong"};
        CloudinaryStoreBuilder builder = StandIns.builder(standIn, clock)
                .maximumAssetSize(1000)
                .credentials(() -> CloudinaryCredentials.of(CloudinaryStandIn.KEY, secret[0].toCharArray()));
        try (ObjectStore other = builder.open()) {
            fails(StoreAccessException.class, () -> other.stat("x"));
            secret[0] = CloudinaryStandIn.SECRET;
            fails(ObjectNotFoundException.class, () -> other.stat("x"));
        }
    }

    @Test
    void fullPlan() {
        for (String said : List.of("cloud_name my-cloud is disabled", "You have exceeded your plan's storage quota")) {
            standIn.fail(Fault.answer("/upload", 401, said, Map.of()));
            StoreFullException full = fails(StoreFullException.class, () -> put("x", 5));
            assertThat(full).hasMessageContaining("the plan is used up, or the account is disabled (\"" + said + "\")");
            assertThat(full.isTemporary()).isFalse();
        }
    }

    /** Cloudinary refuses what is signed for more than an hour ago, or hence. */
    @Test
    void wrongClock() throws IOException {
        for (Duration wrong : List.of(Duration.ofHours(2), Duration.ofHours(-2))) {
            FakeClock other = new FakeClock(clock.instant().plus(wrong));
            try (ObjectStore late = StandIns.builder(standIn, other).open()) {
                StoreAccessException stale = fails(
                        StoreAccessException.class, () -> late.put("x", ObjectData.of(new byte[5]), PutCondition.NONE));
                assertThat(stale)
                        .hasMessageContaining("it is " + other.instant() + " here, and ")
                        .hasMessageContaining("set this machine's clock");
            }
        }
    }

    @Test
    void answersThatMakeNoSense() {
        standIn.fail(Fault.answer("/resources/", 200, "no resources", Map.of()));
        fails(StoreException.class, this::list);
        standIn.fail(Fault.answer("/explicit", 200, "no version", Map.of()));
        StoreException strange = fails(StoreException.class, () -> store.stat("x"));
        assertThat(strange.isTemporary()).isFalse();
        assertThat(strange).hasMessageContaining("not understood").hasMessageContaining("check the endpoint");
        standIn.fail(Fault.answer("/upload", 418, "teapot\\n\\u001b[31m", Map.of()));
        assertThat(fails(StoreException.class, () -> put("x", 1)).getMessage())
                .doesNotContain("\n")
                .doesNotContain("\u001b");
    }

    @Test
    void whatSomethingElseStoredIsNotRead() {
        standIn.putForeign("authenticated", "backups/laptop/foreign", new byte[100]);
        assertThat(fails(StoreException.class, () -> read(store, "foreign")))
                .hasMessageContaining("does not end as this library ends them");
    }

    @Test
    void unreachableServer() throws IOException {
        standIn.close();
        fails(StoreUnavailableException.class, () -> put("x", 5));
        fails(StoreUnavailableException.class, () -> store.get("x"));
        fails(StoreUnavailableException.class, this::list);
        fails(
                StoreUnavailableException.class,
                () -> StandIns.builder(standIn, clock).open());
    }

    private byte[] put(String name, int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        store.put(name, ObjectData.of(content), PutCondition.NONE);
        return content;
    }

    private static byte[] read(ObjectStore store, String name) throws IOException {
        try (InputStream in = store.get(name)) {
            return in.readAllBytes();
        }
    }

    private List<String> list() throws IOException {
        List<String> names = new java.util.ArrayList<>();
        store.list("", object -> names.add(object.name()));
        return names;
    }
}
