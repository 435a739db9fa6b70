package io.coffer.backup.tests.decorator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.Repository;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.decorator.ForwardingObjectStore;
import io.coffer.backup.spi.decorator.MeteredObjectStore;
import io.coffer.backup.spi.decorator.RequestCounter;
import io.coffer.backup.spi.decorator.RequestEvent;
import io.coffer.backup.spi.decorator.RequestKind;
import io.coffer.backup.spi.decorator.RequestMetrics;
import io.coffer.backup.spi.decorator.RetryPolicy;
import io.coffer.backup.testkit.CountingObjectStore;
import io.coffer.backup.testkit.FakeClock;
import io.coffer.backup.testkit.Fault;
import io.coffer.backup.testkit.FaultyObjectStore;
import io.coffer.backup.testkit.StoreOperation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeteredObjectStoreTest {
    private final FakeClock clock = new FakeClock();
    private final MemoryObjectStore storage = new MemoryObjectStore();
    private final List<RequestEvent> events = new ArrayList<>();
    private final RequestCounter counter = new RequestCounter();
    private final ObjectStore store = new MeteredObjectStore(
            new Slow(storage),
            event -> {
                events.add(event);
                counter.ended(event);
            },
            clock.asMonotonicTime());

    /** Takes a second for a put and for opening, and two for a range. */
    private final class Slow extends ForwardingObjectStore {
        Slow(ObjectStore target) {
            super(target);
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            clock.advance(Duration.ofSeconds(1));
            target().put(name, data, condition);
        }

        @Override
        public InputStream get(String name) throws IOException {
            clock.advance(Duration.ofSeconds(1));
            return target().get(name);
        }

        @Override
        public byte[] get(String name, long offset, int length) throws IOException {
            clock.advance(Duration.ofSeconds(2));
            return target().get(name, offset, length);
        }
    }

    @Test
    void eachRequestIsToldOnceWithItsBytesAndTime() throws IOException {
        store.put("packs/a", ObjectData.of(new byte[1000]), PutCondition.NONE);
        try (InputStream in = store.get("packs/a")) {
            assertThat(in.readNBytes(700)).hasSize(700);
            // What the reader does in between is not the storage's time.
            clock.advance(Duration.ofHours(1));
        }
        store.get("packs/a", 10, 20);
        assertThatThrownBy(() -> store.get("packs/b")).isInstanceOf(ObjectNotFoundException.class);
        store.stat("packs/a");
        store.list("packs/", object -> {});
        store.recall(List.of("packs/a"));
        store.delete(List.of("packs/a", "packs/c"));

        assertThat(events)
                .extracting(
                        RequestEvent::kind,
                        RequestEvent::name,
                        RequestEvent::bytes,
                        event -> event.duration().toSeconds())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(RequestKind.PUT, "packs/a", 1000L, 1L),
                        org.assertj.core.groups.Tuple.tuple(RequestKind.GET, "packs/a", 700L, 1L),
                        org.assertj.core.groups.Tuple.tuple(RequestKind.GET_RANGE, "packs/a", 20L, 2L),
                        org.assertj.core.groups.Tuple.tuple(RequestKind.GET, "packs/b", 0L, 1L),
                        org.assertj.core.groups.Tuple.tuple(RequestKind.STAT, "packs/a", 0L, 0L),
                        org.assertj.core.groups.Tuple.tuple(RequestKind.LIST, "packs/", 0L, 0L),
                        org.assertj.core.groups.Tuple.tuple(RequestKind.RECALL, "packs/a", 0L, 0L),
                        org.assertj.core.groups.Tuple.tuple(RequestKind.DELETE, "", 0L, 0L));
        RequestMetrics metrics = counter.metrics();
        assertThat(metrics.of(RequestKind.GET))
                .isEqualTo(new RequestMetrics.Figures(2, 1, 700, Duration.ofSeconds(2), Duration.ofSeconds(1)));
        assertThat(metrics.total())
                .isEqualTo(new RequestMetrics.Figures(8, 1, 1720, Duration.ofSeconds(5), Duration.ofSeconds(2)));
        assertThat(metrics.of(RequestKind.GET).mean()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aStreamThatBreaksFailsOnce() throws IOException {
        storage.put("a", ObjectData.of(new byte[1000]), PutCondition.NONE);
        IOException cut = new IOException("connection reset");
        ObjectStore broken = new MeteredObjectStore(new BreakingStore(storage, 300, cut), events::add);

        assertThatThrownBy(() -> {
                    try (InputStream in = broken.get("a")) {
                        in.readAllBytes();
                    }
                })
                .isSameAs(cut);

        assertThat(events).hasSize(1);
        assertThat(events.get(0).failure()).isSameAs(cut);
        assertThat(events.get(0).bytes()).isEqualTo(300);
    }

    @Test
    void aListenerThatFailsChangesNothing() throws IOException {
        ObjectStore metered = new MeteredObjectStore(storage, event -> {
            throw new IllegalStateException("the listener is broken");
        });

        metered.put("a", ObjectData.of(new byte[10]), PutCondition.NONE);

        assertThat(metered.stat("a").size()).isEqualTo(10);
    }

    @Test
    void aRepositoryTellsOfEachAttempt(@TempDir Path directory) throws IOException {
        CountingObjectStore counting = new CountingObjectStore(storage);
        FaultyObjectStore faulty = new FaultyObjectStore(counting);
        Fault fault = Fault.on(StoreOperation.PUT).named("packs/").temporary().build();
        faulty.plan(fault);
        Path source = Files.createDirectories(directory.resolve("source"));
        Files.write(source.resolve("file"), new byte[10_000]);
        try (Repository repository = Repository.at(faulty)
                .cacheDirectory(directory.resolve("cache"))
                .onRequest(counter)
                .retry(RetryPolicy.NEAR)
                .time(clock.asMonotonicTime())
                .create()) {
            repository.backup(Source.directory(source)).run();
        }
        assertThat(fault.fired()).isTrue();
        RequestMetrics metrics = counter.metrics();
        assertThat(metrics.of(RequestKind.PUT).failures()).isEqualTo(1);
        for (Map.Entry<RequestKind, StoreOperation> kind : Map.of(
                        RequestKind.GET, StoreOperation.GET,
                        RequestKind.LIST, StoreOperation.LIST,
                        RequestKind.STAT, StoreOperation.STAT)
                .entrySet()) {
            assertThat(metrics.of(kind.getKey()).requests())
                    .as("%s", kind)
                    .isEqualTo(counting.requests(kind.getValue()));
        }
        assertThat(metrics.of(RequestKind.PUT).requests()).isEqualTo(counting.requests(StoreOperation.PUT) + 1);
    }
}
