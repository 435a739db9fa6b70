package io.coffer.backup.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.WritableByteChannel;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** What is special about the store in memory; the contract is checked where the testkit is. */
class MemoryObjectStoreTest {
    private static final ObjectData DATA = ObjectData.of(new byte[] {1, 2, 3});

    @Test
    void timeComesFromTheClock() throws Exception {
        Instant time = Instant.parse("2001-02-03T04:05:06.789Z");
        try (MemoryObjectStore store = new MemoryObjectStore(Clock.fixed(time, ZoneOffset.UTC))) {
            store.put("a", DATA, PutCondition.NONE);
            assertThat(store.stat("a")).isEqualTo(new ObjectInfo("a", 3, time));
        }
    }

    @Test
    void storesMadeWithNewAreSeparate() throws Exception {
        try (MemoryObjectStore one = new MemoryObjectStore();
                MemoryObjectStore other = new MemoryObjectStore()) {
            one.put("a", DATA, PutCondition.NONE);
            assertThatThrownBy(() -> other.stat("a")).isInstanceOf(ObjectNotFoundException.class);
        }
    }

    @Test
    void reopenedStoreHasTheSameObjects() throws Exception {
        MemoryObjectStore store = new MemoryObjectStore();
        store.put("a", DATA, PutCondition.NONE);
        store.close();
        try (MemoryObjectStore again = store.reopen()) {
            assertThat(again.stat("a").size()).isEqualTo(3);
        }
        assertThatThrownBy(() -> store.stat("a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the store memory:unnamed is closed");
    }

    @Test
    void namedStoreIsTheSameEachTime() throws Exception {
        URI uri = URI.create("memory:named-store.1");
        MemoryObjectStoreProvider provider = new MemoryObjectStoreProvider();
        try (ObjectStore first = provider.open(uri)) {
            first.put("a", DATA, PutCondition.NONE);
        }
        try (ObjectStore second = new MemoryObjectStoreProvider().open(uri);
                ObjectStore other = provider.open(URI.create("memory:named-store.2"))) {
            assertThat(second.stat("a").size()).isEqualTo(3);
            assertThat(second.location()).isEqualTo("memory:named-store.1");
            assertThatThrownBy(() -> other.stat("a")).isInstanceOf(ObjectNotFoundException.class);
        }
    }

    @Test
    void otherUrisAreRefused() {
        MemoryObjectStoreProvider provider = new MemoryObjectStoreProvider();
        for (String uri : new String[] {
            "memory:a/b", "memory://a", "memory:/a", "memory:a?b=c", "memory:a#b", "memory:%20", "file:a"
        }) {
            assertThatThrownBy(() -> provider.open(URI.create(uri)))
                    .as(uri)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected memory:name");
        }
    }

    @Test
    void dataOfAnotherLengthThanItSaysIsRefused() throws Exception {
        try (MemoryObjectStore store = new MemoryObjectStore()) {
            assertThatThrownBy(() -> store.put("a", new Liar(4, new byte[3]), PutCondition.NONE))
                    .isInstanceOf(StoreException.class)
                    .hasMessage("cannot put object a into memory:unnamed: its data said 4 bytes and gave 3");
            assertThatThrownBy(() -> store.put("a", new Liar(2, new byte[3]), PutCondition.NONE))
                    .isInstanceOf(StoreException.class)
                    .hasMessage("cannot put object a into memory:unnamed: its data said 2 bytes and gave more");
            assertThatThrownBy(() -> store.put("a", new Liar(1L << 31, new byte[0]), PutCondition.NONE))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("takes at most 2147483639");
            assertThatThrownBy(() -> store.stat("a")).isInstanceOf(ObjectNotFoundException.class);
        }
    }

    @Test
    void impossibleRangesAreMisuse() throws Exception {
        try (MemoryObjectStore store = new MemoryObjectStore()) {
            store.put("a", DATA, PutCondition.NONE);
            assertThatThrownBy(() -> store.get("a", -1, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store.get("a", 0, 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private record Liar(long length, byte[] bytes) implements ObjectData {
        @Override
        public InputStream newInputStream() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            throw new IOException("not used");
        }
    }
}
