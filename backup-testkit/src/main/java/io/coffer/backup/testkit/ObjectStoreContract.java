package io.coffer.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreCapabilities;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link ObjectStore} as tests: a provider is done when a test class that extends this one passes.
 *
 * <pre>{@code
 * class MyObjectStoreTest extends ObjectStoreContract {
 *     @Override
 *     protected ObjectStore createStore() throws Exception {
 *         return new MyObjectStore(newEmptyBucket());
 *     }
 * }
 * }</pre>
 *
 * <p>Only {@link #createStore()} must be written. {@link #reopen} adds the tests with two clients; sizes and numbers
 * can be made smaller for storage that is slow or billed; some tests need to know how to do what no store can: what is
 * cold becomes so through {@link #makeCold}. Each test says in its comment which obligation it checks.
 * Tests are methods that can be overridden, for a storage that is known not to keep an obligation: say why, where
 * users read it. The JUnit Platform must be on the class path to run them.
 *
 * <p>What cannot be tested here, because it takes the loss of power: that an object which was put survives a crash.
 */
public abstract class ObjectStoreContract extends CapabilityContract {
    /** For subclasses. */
    protected ObjectStoreContract() {}

    /** In any order of puts, deletes and reads the store behaves as a map does. */
    @Test
    protected void behavesAsAMap() throws Exception {
        long seed = Long.getLong("coffer.test.seed", new Random().nextLong());
        try {
            compareWithMap(new Random(seed));
        } catch (AssertionError | Exception e) {
            throw new AssertionError("repeat with -Dcoffer.test.seed=" + seed, e);
        }
    }

    private void compareWithMap(Random random) throws Exception {
        TreeMap<String, byte[]> model = new TreeMap<>();
        for (int step = 0; step < randomOperations(); step++) {
            String name = "abc".charAt(random.nextInt(3)) + "/" + random.nextInt(12);
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    byte[] content = bytes(random.nextInt(2000));
                    put(name, content);
                    model.put(name, content);
                }
                case 2 -> {
                    delete(name);
                    model.remove(name);
                }
                case 3 -> assertSameObject(name, model.get(name));
                default -> {
                    String prefix = name.substring(0, random.nextInt(name.length() + 1));
                    List<String> expected =
                            new ArrayList<>(model.tailMap(prefix).keySet());
                    expected.removeIf(key -> !key.startsWith(prefix));
                    assertThat(list(prefix))
                            .as("step " + step + ", prefix \"" + prefix + "\"")
                            .containsExactlyInAnyOrderElementsOf(expected);
                }
            }
        }
    }

    private void assertSameObject(String name, byte @Nullable [] content) throws Exception {
        if (content == null) {
            assertMissing(name);
        } else {
            assertHolds(name, content);
            if (content.length > 0) {
                int half = content.length / 2;
                assertThat(store().get(name, half, content.length - half))
                        .isEqualTo(Arrays.copyOfRange(content, half, content.length));
            }
        }
    }

    /** Another client sees at once what was put, replaced and deleted, and the other way round. */
    @Test
    protected void secondClientSeesTheSame() throws Exception {
        put("both/a", bytes(10));
        try (ObjectStore second = secondClient()) {
            assertThat(read(second, "both/a")).isEqualTo(bytes(10));
            assertThat(list(second, "")).containsExactly("both/a");
            second.put("both/b", ObjectData.of(bytes(20)), PutCondition.IF_ABSENT);
            settle();
            assertHolds("both/b", bytes(20));
            second.put("both/a", ObjectData.of(bytes(30)), PutCondition.NONE);
            settle();
            assertHolds("both/a", bytes(30));
            delete("both/b");
            put("both/c", bytes(1));
            assertThat(list(second, "")).containsExactlyInAnyOrder("both/a", "both/c");
        }
        assertHolds("both/a", bytes(30));
    }

    /** What one client put is there for others after it was closed. */
    @Test
    protected void objectsOutliveTheirClient() throws Exception {
        put("kept", bytes(100));
        try (ObjectStore second = secondClient()) {
            store().close();
            assertThat(read(second, "kept")).isEqualTo(bytes(100));
            second.put("later", ObjectData.of(bytes(5)), PutCondition.NONE);
        }
    }

    /** Of simultaneous puts with a condition through two clients one wins, where the store says so. */
    @Test
    protected void onePutIfAbsentWinsAmongClients() throws Exception {
        try (ObjectStore second = secondClient()) {
            for (int round = 0; round < repetitions(); round++) {
                race("clients/" + round, List.of(store(), second));
            }
        }
    }

    private ObjectStore secondClient() throws Exception {
        ObjectStore second = reopen(store());
        assumeThat(second).as("a second client; override reopen to have one").isNotNull();
        return Objects.requireNonNull(second);
    }

    /** The capabilities are the same each time, and possible. */
    @Test
    protected void capabilitiesDoNotChange() throws Exception {
        StoreCapabilities first = store().capabilities();
        put("object", bytes(10));
        StoreCapabilities second = store().capabilities();
        assertThat(second).usingRecursiveComparison().isEqualTo(first);
        assertThat(first.maximumObjectSize()).isGreaterThanOrEqualTo(1);
        assertThat(first.maximumBatchDelete()).isGreaterThanOrEqualTo(1);
    }

    /** The location is a URI that can be shown to anybody: without user-info and without parameters. */
    @Test
    protected void locationHoldsNoSecret() throws Exception {
        URI location = new URI(store().location());
        assertThat(location.getScheme()).as("scheme of " + location).isNotNull();
        assertThat(location.getRawUserInfo()).as("user-info of " + location).isNull();
        assertThat(location.toString()).doesNotContain("?").doesNotContain("#");
        assertThat(store().location()).as("location asked for again").isEqualTo(location.toString());
    }

    /** No message of an exception, and not the location, holds a part of the credentials. */
    @Test
    protected void messagesHoldNoSecret() throws Exception {
        assumeThat(secrets()).as("secrets; override secrets() to name them").isNotEmpty();
        put("object", bytes(10));
        List<ThrowingCallable> calls = List.of(
                () -> store().put("object", ObjectData.of(bytes(1)), PutCondition.IF_ABSENT),
                () -> store().get("missing").close(),
                () -> store().get("missing", 0, 1),
                () -> store().get("object", 5, 10),
                () -> store().stat("missing"),
                () -> store().stat("NO NAME"),
                () -> store().put("failing", failingData(), PutCondition.NONE));
        StringBuilder texts = new StringBuilder(store().location()).append('\n').append(store());
        for (ThrowingCallable call : calls) {
            Throwable thrown = catchThrowable(call);
            assertThat(thrown).isNotNull();
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            texts.append('\n').append(trace);
        }
        for (String secret : secrets()) {
            // Not by an assertion on the text, which would show it.
            assertThat(texts.indexOf(secret) < 0)
                    .as("messages, causes, the location and toString() are without secrets")
                    .isTrue();
        }
    }

    private static ObjectData failingData() {
        return new BrokenData(bytes(1000), () -> {
            throw new IOException("no more data");
        });
    }

    /** A store can be closed any number of times; then every method that would reach the storage is refused. */
    @Test
    protected void closedStoreRefusesEverything() throws Exception {
        put("object", bytes(10));
        store().close();
        store().close();
        Map<String, ThrowingCallable> calls = Map.of(
                "put", () -> store().put("x", ObjectData.of(bytes(1)), PutCondition.NONE),
                "put if absent", () -> store().put("object", ObjectData.of(bytes(1)), PutCondition.IF_ABSENT),
                "get", () -> store().get("object").close(),
                "get of what is missing", () -> store().get("missing").close(),
                "get of a range", () -> store().get("object", 0, 1),
                "stat", () -> store().stat("object"),
                "list", () -> store().list("", object -> {}),
                "delete", () -> store().delete(List.of("object")),
                "delete of nothing", () -> store().delete(List.of()));
        calls.forEach((call, code) ->
                assertThatThrownBy(code).as(call + " after close").isInstanceOf(IllegalStateException.class));
        assertThat(store().location()).as("location after close").isNotBlank();
        assertThat(store().capabilities()).as("capabilities after close").isNotNull();
        store().close();
    }
}
