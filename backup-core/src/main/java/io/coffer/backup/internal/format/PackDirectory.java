package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.model.ContentId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a pack says of itself at its end: its segments in the order in which they lie, each with the blobs
 * in it. Immutable.
 *
 * @param segments in the order in which they lie, without gaps
 */
public record PackDirectory(List<Segment> segments) {
    static final int SEGMENT_LENGTH = 16;
    static final int BLOB_LENGTH = ContentId.LENGTH + 4;

    /** Copies what could change. */
    public PackDirectory {
        segments = List.copyOf(segments);
    }

    /**
     * A segment.
     *
     * @param offset in the pack
     * @param storedLength in the pack, in bytes
     * @param plainLength before compression, in bytes
     * @param encoding how it is stored
     * @param blobs in the order in which they lie in the plain bytes, without gaps
     */
    public record Segment(int offset, int storedLength, int plainLength, Encoding encoding, List<Blob> blobs) {
        /** Copies what could change. */
        public Segment {
            blobs = List.copyOf(blobs);
        }

        /**
         * The same segment at another place.
         *
         * @param otherOffset in the pack
         * @return the segment there
         */
        public Segment at(int otherOffset) {
            return new Segment(otherOffset, storedLength, plainLength, encoding, blobs);
        }
    }

    /**
     * A blob in a segment.
     *
     * @param id of its content
     * @param length in bytes
     */
    public record Blob(ContentId id, int length) {}

    /**
     * How long the directory is in a pack.
     *
     * @param segments how many
     * @param blobs how many in all of them
     * @return in bytes
     */
    public static int encodedLength(int segments, int blobs) {
        return 4 + segments * SEGMENT_LENGTH + blobs * BLOB_LENGTH;
    }

    /**
     * How long this directory is before it is sealed.
     *
     * @return in bytes
     */
    public int encodedLength() {
        int blobs = 0;
        for (Segment segment : segments) {
            blobs += segment.blobs().size();
        }
        return encodedLength(segments.size(), blobs);
    }

    /**
     * How many blobs a directory of one segment can have.
     *
     * @param length of the directory, in bytes
     * @return how many fit
     */
    public static int maximumBlobs(int length) {
        return (length - encodedLength(1, 0)) / BLOB_LENGTH;
    }

    /**
     * Writes the directory.
     *
     * @param target where to, at its position
     */
    public void write(ByteBuffer target) {
        target.putInt(segments.size());
        for (Segment segment : segments) {
            target.putInt(segment.storedLength());
            target.putInt(segment.plainLength());
            target.putInt(segment.encoding().code());
            target.putInt(segment.blobs().size());
            for (Blob blob : segment.blobs()) {
                blob.id().writeTo(target, target.position());
                target.position(target.position() + ContentId.LENGTH);
                target.putInt(blob.length());
            }
        }
    }

    /**
     * Reads a directory.
     *
     * @param name of the pack, for messages
     * @param source its bytes, all of them
     * @param firstOffset where the first segment starts in the pack
     * @param end where the last segment must end in the pack
     * @param sealed whether the pack is encrypted
     * @return the directory
     * @throws CorruptObjectException when it is impossible
     */
    public static PackDirectory read(String name, ByteBuffer source, int firstOffset, long end, boolean sealed)
            throws CorruptObjectException {
        require(name, source.remaining() >= 4, "its directory is empty");
        int count = source.getInt();
        require(
                name,
                count >= 0 && count <= source.remaining() / SEGMENT_LENGTH,
                "its directory has " + count + " segments");
        List<Segment> segments = new ArrayList<>(count);
        long offset = firstOffset;
        for (int i = 0; i < count; i++) {
            Segment segment = readSegment(name, source, (int) offset, sealed);
            segments.add(segment);
            offset += segment.storedLength();
            require(name, offset <= end, "its segments reach past its directory");
        }
        require(name, offset == end && !source.hasRemaining(), "its directory does not fit its segments");
        return new PackDirectory(segments);
    }

    private static Segment readSegment(String name, ByteBuffer source, int offset, boolean sealed)
            throws CorruptObjectException {
        require(name, source.remaining() >= SEGMENT_LENGTH, "its directory is cut short");
        int stored = source.getInt();
        int plain = source.getInt();
        Encoding encoding = Encoding.of(name, source.getInt());
        int blobCount = source.getInt();
        require(
                name,
                blobCount > 0 && blobCount <= source.remaining() / BLOB_LENGTH,
                "a segment has " + blobCount + " blobs");
        SegmentLimits.check(name, stored, plain, encoding, sealed);
        List<Blob> blobs = new ArrayList<>(blobCount);
        long total = 0;
        for (int i = 0; i < blobCount; i++) {
            ContentId id = ContentId.of(source, source.position());
            source.position(source.position() + ContentId.LENGTH);
            int length = source.getInt();
            require(name, length > 0, "a blob has " + length + " bytes");
            total += length;
            blobs.add(new Blob(id, length));
        }
        require(name, total == plain, "blobs of " + total + " bytes are in a segment of " + plain);
        return new Segment(offset, stored, plain, encoding, blobs);
    }

    private static void require(String name, boolean holds, String fault) throws CorruptObjectException {
        if (!holds) {
            throw Damage.in(name, fault);
        }
    }
}
