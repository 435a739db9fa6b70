package io.coffer.backup.internal.snapshot;

import io.coffer.backup.internal.content.Blob;
import io.coffer.backup.internal.content.BlobLocation;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.spi.ObjectNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes blobs over into a repository that gives them the same ids. They are gathered, and those that lie together are
 * fetched together, so that each segment is read once for many of them. Each is verified before it is stored.
 * {@link #want} and {@link #submit} are for one thread.
 */
public final class BlobCopy {
    private static final int GATHERED = 16_384;

    private final RepositoryCore origin;
    private final BlobWriter writer;
    private final TaskGroup tasks;
    private final Monitor monitor;
    private final LongAdder readBytes = new LongAdder();
    private List<Wanted> wanted = new ArrayList<>();

    private record Wanted(ContentId id, BlobLocation location, boolean ofFile) {
        boolean liesWith(Wanted other) {
            return location.pack().equals(other.location.pack())
                    && location.segment().offset() == other.location.segment().offset();
        }
    }

    /**
     * Prepares.
     *
     * @param origin where blobs are, with an index that was read
     * @param writer of the repository that they come to
     * @param tasks runs what fetches and stores them
     * @param monitor counts the data of files that has come
     */
    public BlobCopy(RepositoryCore origin, BlobWriter writer, TaskGroup tasks, Monitor monitor) {
        this.origin = origin;
        this.writer = writer;
        this.tasks = tasks;
        this.monitor = monitor;
    }

    /**
     * Takes a blob over, unless it is there. It is there for certain when all is {@linkplain #submit submitted} and all
     * tasks have ended.
     *
     * @param id of the blob
     * @param ofFile whether it is data of a file, which is counted when it has come
     * @return how many bytes are counted then
     * @throws io.coffer.backup.ContentNotFoundException when it is nowhere
     * @throws IOException when the storage fails
     */
    public long want(ContentId id, boolean ofFile) throws IOException {
        if (writer.contains(id)) {
            return 0;
        }
        BlobLocation location = origin.blobs().locate(id);
        wanted.add(new Wanted(id, location, ofFile));
        if (wanted.size() == GATHERED) {
            submit();
        }
        return ofFile ? location.length() : 0;
    }

    /**
     * Hands everything that was gathered to the workers.
     *
     * @throws IOException when what they do has failed
     */
    public void submit() throws IOException {
        List<Wanted> all = wanted;
        wanted = new ArrayList<>();
        all.sort(Comparator.comparing((Wanted blob) -> blob.location().pack())
                .thenComparingInt(blob -> blob.location().segment().offset())
                .thenComparingInt(blob -> blob.location().offset()));
        for (int start = 0, end; start < all.size(); start = end) {
            end = start + 1;
            while (end < all.size() && all.get(end).liesWith(all.get(start))) {
                end++;
            }
            List<Wanted> together = all.subList(start, end);
            tasks.add(() -> {
                copy(together);
                monitor.done(
                        0,
                        together.stream()
                                .filter(Wanted::ofFile)
                                .mapToLong(blob -> blob.location().length())
                                .sum(),
                        null);
            });
        }
    }

    private void copy(List<Wanted> together) throws IOException {
        BlobLocation first = together.get(0).location();
        byte[] plain;
        try {
            plain = origin.segments().read(first);
        } catch (ObjectNotFoundException moved) {
            // A prune of the origin has copied what was in the pack.
            for (Wanted blob : together) {
                Blob found = origin.blobs().read(blob.id());
                writer.putVerified(blob.id(), blob.location().type(), found.array(), found.offset(), found.length());
            }
            return;
        }
        readBytes.add(plain.length);
        for (Wanted blob : together) {
            BlobLocation place = blob.location();
            origin.segments().verify(place.pack(), place.type(), blob.id(), plain, place.offset(), place.length());
            writer.putVerified(blob.id(), place.type(), plain, place.offset(), place.length());
        }
    }

    /**
     * Counts what was read.
     *
     * @return bytes of segments, before compression
     */
    public long readBytes() {
        return readBytes.sum();
    }
}
