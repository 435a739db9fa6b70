package io.coffer.backup.tests.damage;

import io.coffer.backup.internal.format.Envelope;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Index objects with the right checksum and the right name, and with tables that do not fit each other. */
class HostileIndexTest {
    private static final int HEAD = 32;
    private static final int PACK = 48;
    private static final int SEGMENT = 20;
    private static final int ENTRY = 44;

    @TempDir
    private Path directory;

    private SmallRepository repository;

    @BeforeEach
    void makeRepository() throws IOException {
        repository = SmallRepository.make(directory);
    }

    /** Where the tables of a payload start. */
    private record Tables(ByteBuffer payload, int packs, int segments, int entries) {
        static Tables of(ByteBuffer payload) {
            int packs = HEAD;
            int removed = packs + payload.getInt(16) * PACK;
            int segments = removed + payload.getInt(20) * 32;
            return new Tables(payload, packs, segments, segments + payload.getInt(24) * SEGMENT);
        }

        void add(int at, int change) {
            payload.putInt(at, payload.getInt(at) + change);
        }

        void swap(int one, int other, int length) {
            byte[] first = new byte[length];
            byte[] second = new byte[length];
            payload.get(one, first).get(other, second).put(one, second).put(other, first);
        }
    }

    @FunctionalInterface
    private interface Harm {
        void to(Tables tables);
    }

    static Stream<Named<Harm>> harms() {
        return Stream.of(
                harm("an entry points to no segment", t -> t.add(t.entries() + 32, 1000)),
                harm(
                        "an entry points before the first segment",
                        t -> t.payload().putInt(t.entries() + 32, -1)),
                harm("entries are not in order", t -> t.swap(t.entries(), t.entries() + ENTRY, ENTRY)),
                harm("entries have each other's places", t -> t.swap(t.entries() + 32, t.entries() + ENTRY + 32, 12)),
                harm("a blob lies outside of its segment", t -> t.add(t.entries() + 36, 1 << 20)),
                harm("a blob is longer than its segment", t -> t.add(t.entries() + 40, 1 << 20)),
                harm("a blob is longer than can be counted", t -> t.payload().putInt(t.entries() + 40, -1)),
                harm(
                        "a segment names another pack",
                        t -> t.payload().putInt(t.segments(), 1 - t.payload().getInt(t.segments()))),
                harm("a segment names no pack", t -> t.add(t.segments(), 1000)),
                harm("a segment lies outside of its pack", t -> t.add(t.segments() + 4, 1 << 20)),
                harm("a segment lies before its pack", t -> t.payload().putInt(t.segments() + 4, 0)),
                harm("a segment is larger than can be", t -> t.payload().putInt(t.segments() + 12, Integer.MAX_VALUE)),
                harm("a pack claims the segments of another", t -> t.payload().putInt(t.packs() + PACK + 44, 0)),
                harm("a pack claims more segments than there are", t -> t.add(t.packs() + PACK + 44, 1000)),
                harm("the first segments are in no pack", t -> t.payload().putInt(t.packs() + 44, 1)),
                harm("a pack is smaller than what is in it", t -> t.payload().putLong(t.packs() + 32, 10)),
                harm("a pack is of no type", t -> t.payload().putInt(t.packs() + 40, 'X')));
    }

    private static Named<Harm> harm(String name, Harm harm) {
        return Named.of(name, harm);
    }

    @ParameterizedTest
    @MethodSource("harms")
    void areNoticedAndNamed(Harm harm) throws IOException {
        String name = repository.name("index/");
        ByteBuffer payload = Envelope.unwrap(
                name, ObjectType.INDEX, ByteBuffer.wrap(repository.objects().get(name)));
        byte[] other = new byte[payload.remaining()];
        payload.get(other);
        harm.to(Tables.of(ByteBuffer.wrap(other)));
        byte[] object = Envelope.wrap(ObjectType.INDEX, other);
        String otherName = "index/" + HexFormat.of().formatHex(Sha256.of(object));

        Map<String, byte[]> objects = repository.objects();
        objects.remove(name);
        objects.put(otherName, object);
        repository.assertNoticed(Lab.storeOf(objects), otherName);
    }
}
