package io.coffer.backup.store.azure;

import static io.coffer.backup.store.azure.TestObjects.bytes;
import static io.coffer.backup.store.azure.TestObjects.names;
import static io.coffer.backup.store.azure.TestObjects.put;
import static io.coffer.backup.store.azure.TestObjects.putNew;
import static io.coffer.backup.store.azure.TestObjects.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreUnavailableException;
import io.coffer.backup.store.azure.BadLine.Fault;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections to the emulator that are cut, stall or say nothing. */
class BadLineTest {
    private BadLine line;
    private AzureObjectStoreBuilder good;
    private AzureObjectStoreBuilder bad;
    private ObjectStore store;

    @BeforeEach
    void open() throws Exception {
        Azurite azurite = Azurite.shared();
        line = new BadLine(azurite.endpoint());
        good = azurite.newContainer();
        put(good.open(), "before", 10);
        bad = good.endpoint(line.endpoint()).timeout(Duration.ofSeconds(2));
        store = bad.open();
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        line.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ANSWER_CUT", "ANSWER_STALLS"})
    void aBodyThatBreaksOffIsNeverTakenForWhole(Fault fault) throws Exception {
        put(store, "large", 3_000_000);
        line.next(fault);
        try (InputStream in = store.get("large")) {
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("get object large");
            // And again, not an end.
            assertThatThrownBy(in::read).isInstanceOf(StoreUnavailableException.class);
        }
        line.next(fault);
        assertThatThrownBy(() -> store.get("large", 5, 2_000_000)).isInstanceOf(StoreUnavailableException.class);
        assertThat(line.fired()).isEqualTo(2);
        assertThat(read(store, "large")).isEqualTo(bytes(3_000_000));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ANSWER_LOST", "SILENCE"})
    void withoutAnAnswerEveryCallFailsForNow(Fault fault) throws Exception {
        put(store, "a", 10);
        // Reads whose connection breaks the JDK asks for once more itself.
        List<ThrowingCallable> calls = List.of(() -> put(store, "b", 10), () -> store.delete(List.of("x")));
        for (var call : calls) {
            line.next(fault);
            assertThatThrownBy(call).isInstanceOf(StoreUnavailableException.class);
        }
        assertThat(line.fired()).isEqualTo(calls.size());
        assertThat(read(store, "a")).isEqualTo(bytes(10));
    }

    /** Exactly one put of a name succeeds, and it is this one, though the first answer said nothing. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ANSWER_LOST", "SILENCE"})
    void aPutWithAConditionMeetsItsOwnSuccess(Fault fault) throws Exception {
        line.next(fault);
        assertThatThrownBy(() -> putNew(store, "config", 100)).isInstanceOf(StoreUnavailableException.class);
        assertThat(read(store, "config")).as("done, unknown to the writer").isEqualTo(bytes(100));
        try (ObjectStore other = bad.open()) {
            assertThatThrownBy(() -> putNew(other, "config", 100)).isInstanceOf(ObjectExistsException.class);
        }
        putNew(store, "config", 100);
        assertThatThrownBy(() -> putNew(store, "config", 100))
                .as("a third time is another put")
                .isInstanceOf(ObjectExistsException.class);
        assertThat(line.fired()).isEqualTo(1);
    }

    @Test
    void otherBytesAreNotItsOwnSuccess() throws Exception {
        line.next(Fault.ANSWER_LOST);
        assertThatThrownBy(() -> putNew(store, "config", 100)).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> putNew(store, "config", 101)).isInstanceOf(ObjectExistsException.class);
        assertThat(read(store, "config")).isEqualTo(bytes(100));
    }

    /** What was lost before it was done is done by the repetition. */
    @Test
    void aPutWhoseRequestWasLostIsDoneByItsRepetition() throws Exception {
        store.close();
        String endpoint;
        try (BadLine dead = new BadLine("http://127.0.0.1:" + unusedPort() + "/devstoreaccount1")) {
            endpoint = dead.endpoint();
            try (ObjectStore cut = good.endpoint(endpoint).open()) {
                assertThatThrownBy(() -> putNew(cut, "config", 100)).isInstanceOf(StoreUnavailableException.class);
            }
        }
        store = good.endpoint(line.endpoint()).open();
        putNew(store, "config", 100);
        assertThat(read(store, "config")).isEqualTo(bytes(100));
    }

    @Test
    void blocksThatWereCutOffAreNotSeenAndTheCommitMeetsItsOwnSuccess() throws Exception {
        ObjectStore blocks = bad.singlePutLimit(0).blockSize(100).parallel(1).open();
        line.next(Fault.ANSWER_LOST);
        assertThatThrownBy(() -> putNew(blocks, "blocks", 250)).isInstanceOf(StoreUnavailableException.class);
        assertThat(names(store)).containsExactly("before");
        assertThatThrownBy(() -> store.stat("blocks")).isInstanceOf(ObjectNotFoundException.class);
        // Three blocks; then the answer to the commit.
        line.after(3, Fault.ANSWER_LOST);
        assertThatThrownBy(() -> putNew(blocks, "blocks", 250)).isInstanceOf(StoreUnavailableException.class);
        assertThat(read(store, "blocks")).as("done, unknown to the writer").isEqualTo(bytes(250));
        putNew(blocks, "blocks", 250);
        assertThat(read(store, "blocks")).isEqualTo(bytes(250));
        assertThat(names(store)).containsExactlyInAnyOrder("before", "blocks");
    }

    @Test
    void nobodyListeningIsUnavailable() throws Exception {
        try (ObjectStore nowhere = good.endpoint("http://127.0.0.1:" + unusedPort() + "/devstoreaccount1")
                .open()) {
            assertThatThrownBy(() -> nowhere.stat("a"))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("ConnectException");
        }
        try (ObjectStore nobody = good.endpoint("http://account.invalid").open()) {
            assertThatThrownBy(() -> nobody.stat("a"))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("name of the account");
        }
    }

    @Test
    void aServerThatDoesNotSpeakTlsIsUnavailableOrNotTrusted() throws Exception {
        try (ObjectStore tls =
                good.endpoint(line.endpoint().replace("http:", "https:")).open()) {
            assertThatThrownBy(() -> tls.stat("a")).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void interruptionEndsAWait() throws Exception {
        line.next(Fault.SILENCE);
        ObjectStore patient = bad.timeout(Duration.ofMinutes(5)).open();
        Thread caller = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            while (line.fired() == 0) {
                Thread.onSpinWait();
            }
            caller.interrupt();
        });
        interrupter.start();
        assertThatThrownBy(() -> patient.stat("before")).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        interrupter.join();
        assertThat(read(patient, "before")).isEqualTo(bytes(10));
    }

    private static int unusedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
