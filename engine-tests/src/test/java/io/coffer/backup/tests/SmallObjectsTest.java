package io.coffer.backup.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryBuilder;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.Snapshot;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreCapabilities;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.decorator.ForwardingObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Storages that take no large objects: everything is made to fit. */
class SmallObjectsTest {
    private static final int SMALLEST = 300_000;

    @TempDir
    private Path directory;

    /** Ten million bytes is what a free plan of one cloud storage takes; less than two default chunks; and very little. */
    @ParameterizedTest
    @ValueSource(ints = {10_485_759, 5_000_000, SMALLEST})
    void newRepositoryFits(int maximum) throws IOException {
        Limited store = new Limited(new MemoryObjectStore(), maximum);
        Path source = Files.createDirectory(directory.resolve("source"));
        Files.write(source.resolve("large"), random(12_000_000));
        for (int i = 0; i < 300; i++) {
            Files.write(source.resolve("small" + i), random(i));
        }
        try (Repository repository = at(store).create()) {
            Snapshot snapshot = repository.backup(Source.directory(source)).run();
            Path target = directory.resolve("target");
            repository.restore(snapshot).to(target).run();
            assertThat(Files.mismatch(source.resolve("large"), target.resolve("large")))
                    .isEqualTo(-1);
            assertThat(repository.check().readData().run().ok()).isTrue();
        }
        // They are as large as they may be, not a fraction of it.
        assertThat(store.largest).isBetween(maximum / 2L, (long) maximum);
    }

    /** The index of very many contents is larger than an object may be; it comes in several. */
    @Test
    void indexIsSplit() throws IOException {
        Limited store = new Limited(new MemoryObjectStore(), SMALLEST);
        List<ContentId> ids = new ArrayList<>();
        try (Repository repository = at(store).create()) {
            for (int i = 0; i < 20_000; i++) {
                ids.add(repository.contents().put(number(i)));
            }
        }
        List<String> indexes = new ArrayList<>();
        store.list("index/", object -> indexes.add(object.name()));
        // 44 bytes for each content.
        assertThat(indexes).hasSizeBetween(3, 20);
        try (Repository repository = at(store).open()) {
            for (int i = 0; i < ids.size(); i += 997) {
                assertThat(repository.contents().get(ids.get(i))).isEqualTo(number(i));
            }
        }
        for (String index : indexes) {
            store.delete(List.of(index));
        }
        try (Repository repository = at(store).open()) {
            repository.rebuildIndex();
            for (int i = 0; i < ids.size(); i += 997) {
                assertThat(repository.contents().get(ids.get(i))).isEqualTo(number(i));
            }
        }
    }

    /** Parameters that were asked for are not changed without a word. */
    @Test
    void parametersThatDoNotFitAreRefused() throws IOException {
        Limited store = new Limited(new MemoryObjectStore(), 10_000_000);
        assertThatThrownBy(
                        () -> at(store).parameters(RepositoryParameters.DEFAULT).create())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("packs would have up to 16777216 bytes, and memory:limited takes objects of up to 10000000;"
                        + " ask for a packSize of at most that, for smaller chunks and segments, or for no parameters");
        assertThat(store.largest).as("nothing is put").isZero();
    }

    @Test
    void storageOfTinyObjectsIsRefused() {
        Limited store = new Limited(new MemoryObjectStore(), 100_000);
        assertThatThrownBy(() -> at(store).create())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes objects of up to 100000; a repository needs a storage of larger objects");
    }

    /** A repository that was copied from a storage of larger objects goes on with smaller packs. */
    @Test
    void repositoryOfAnotherStorageGoesOn() throws IOException {
        MemoryObjectStore memory = new MemoryObjectStore();
        at(memory).create().close();
        Limited store = new Limited(memory, 10_000_000);
        try (Repository repository = at(store).open()) {
            ContentId id = repository.contents().put(new java.io.ByteArrayInputStream(random(20_000_000)));
            repository.contents().flush();
            assertThat(repository.contents().size(id)).isEqualTo(20_000_000);
        }
        assertThat(store.largest).isBetween(5_000_000L, 10_000_000L);
    }

    private RepositoryBuilder at(ObjectStore store) throws IOException {
        return Repository.at(store).cacheDirectory(Files.createTempDirectory(directory, "cache"));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] number(int i) {
        return ByteBuffer.allocate(4).putInt(i).array();
    }

    /** Refuses what is larger than it says it takes. */
    private static final class Limited extends ForwardingObjectStore {
        private final long maximum;
        private volatile long largest;

        Limited(ObjectStore target, long maximum) {
            super(target);
            this.maximum = maximum;
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            if (data.length() > maximum) {
                throw new StoreException(name + " has " + data.length() + " bytes", name, false, null);
            }
            synchronized (this) {
                largest = Math.max(largest, data.length());
            }
            target().put(name, data, condition);
        }

        @Override
        public StoreCapabilities capabilities() {
            return StoreCapabilities.builder().maximumObjectSize(maximum).build();
        }

        @Override
        public String location() {
            return "memory:limited";
        }
    }
}
