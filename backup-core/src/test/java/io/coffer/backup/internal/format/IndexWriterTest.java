package io.coffer.backup.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.internal.format.IndexWriter.PackEntry;
import io.coffer.backup.model.ContentId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Storages that take no large objects get several index objects. */
class IndexWriterTest {
    private static final int OBJECT = 20_000;

    /** What is wrapped around an index, in plain and in encrypted repositories, is less than this. */
    private static final int AROUND = Envelope.OVERHEAD + 500;

    private final long seed = Long.getLong("coffer.test.seed", new Random().nextLong());
    private final Random random = new Random(seed);

    @Test
    void everyPartFits() {
        List<PackEntry> packs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            packs.add(pack(1 + random.nextInt(IndexWriter.blobsWithin(OBJECT)), random.nextInt(1000)));
        }
        List<List<PackEntry>> parts = IndexWriter.split(packs, OBJECT);
        List<PackEntry> together = new ArrayList<>();
        for (List<PackEntry> part : parts) {
            assertThat(IndexWriter.encode(new byte[16], part, List.of()).length + AROUND)
                    .as("seed " + seed)
                    .isLessThanOrEqualTo(OBJECT);
            together.addAll(part);
        }
        assertThat(together).as("seed " + seed).isEqualTo(packs);
    }

    @Test
    void removedPacksFit() {
        List<PackId> removed = new ArrayList<>();
        for (int i = 0; i < IndexWriter.removedWithin(OBJECT); i++) {
            removed.add(new PackId(id()));
        }
        assertThat(IndexWriter.encode(new byte[16], List.of(), removed).length + AROUND)
                .isBetween(OBJECT * 3 / 4, OBJECT);
    }

    @Test
    void withoutALimitThereIsOnePart() {
        List<PackEntry> packs = List.of(pack(10, 0), pack(10, 0), pack(10, 0));
        assertThat(IndexWriter.split(packs, Long.MAX_VALUE)).containsExactly(packs);
        assertThat(IndexWriter.split(List.of(), Long.MAX_VALUE)).isEmpty();
    }

    /** Segments of one blob each: the largest index there is for so many blobs. */
    private PackEntry pack(int blobs, int keyBlock) {
        List<PackDirectory.Segment> segments = new ArrayList<>();
        for (int i = 0; i < blobs; i++) {
            segments.add(new PackDirectory.Segment(i, 1, 1, Encoding.STORED, List.of(new PackDirectory.Blob(id(), 1))));
        }
        return new PackEntry(
                new PackId(id()), 1, ObjectType.DATA_PACK, new PackDirectory(segments), new byte[keyBlock]);
    }

    private ContentId id() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return ContentId.of(ByteBuffer.wrap(bytes), 0);
    }
}
