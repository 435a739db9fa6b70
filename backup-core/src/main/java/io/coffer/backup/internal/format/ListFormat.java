package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.UnsupportedFormatException;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of contents that follow each other, for a content that has too many of them to stand in a
 * reference: a head of 12 bytes (kind, version, level, zero, size of the content in the end), then the ids.
 *
 * <p>A list is cut into pieces of a bounded number of ids, each a list of its own, where an id says so:
 * ids are as good as random, so the cuts depend on the content, and a change touches few pieces.
 */
public final class ListFormat {
    /** How many ids a reference may name directly. */
    public static final int MAX_INLINE_IDS = NodeLimits.MAX_INLINE_IDS;

    private static final byte KIND = 'L';
    private static final byte VERSION = 1;
    private static final int HEAD = 12;
    private static final int MINIMUM_IDS = 256;
    private static final int MAXIMUM_IDS = 4096;
    /** No piece of a list is longer, in bytes. */
    public static final int MAX_LENGTH = HEAD + MAXIMUM_IDS * ContentId.LENGTH;

    private static final int CUT_MASK = 1023;

    private ListFormat() {}

    /**
     * Tells whether a piece of a list ends after an id.
     *
     * @param count how many ids the piece has, the id included
     * @param id its last id
     * @return whether the next id starts a new piece
     */
    public static boolean endsAfter(int count, ContentId id) {
        return count >= MAXIMUM_IDS || (count >= MINIMUM_IDS && (id.prefix() & CUT_MASK) == 0);
    }

    /**
     * Encodes a piece of a list.
     *
     * @param size of the content that the ids have in the end, in bytes
     * @param level of the ids: 0 when they name data
     * @param ids one or more
     * @return the bytes of the piece
     */
    public static byte[] encode(long size, int level, List<ContentId> ids) {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD + ids.size() * ContentId.LENGTH);
        bytes.put(KIND).put(VERSION).put((byte) level).put((byte) 0).putLong(size);
        for (ContentId id : ids) {
            id.writeTo(bytes, bytes.position());
            bytes.position(bytes.position() + ContentId.LENGTH);
        }
        return bytes.array();
    }

    /**
     * Decodes a piece of a list.
     *
     * @param id of the piece, for messages
     * @param bytes of the piece
     * @return what it refers to
     * @throws CorruptObjectException when it is no list
     * @throws UnsupportedFormatException when a newer version wrote it
     */
    public static ContentReference decode(ContentId id, byte[] bytes)
            throws CorruptObjectException, UnsupportedFormatException {
        String subject = "list " + id;
        int idBytes = bytes.length - HEAD;
        if (idBytes <= 0 || idBytes % ContentId.LENGTH != 0 || idBytes / ContentId.LENGTH > MAXIMUM_IDS) {
            throw Damage.in(subject, "it has " + bytes.length + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte kind = buffer.get();
        int version = buffer.get() & 0xff;
        int level = buffer.get() & 0xff;
        byte reserved = buffer.get();
        if (kind != KIND || version < 1 || reserved != 0) {
            throw Damage.in(
                    subject, "it starts with " + kind + " " + version + ", and " + reserved + ", expected a list");
        }
        if (version > VERSION) {
            throw Damage.unknown(subject, "has version " + version + ", this library reads up to " + VERSION);
        }
        long size = buffer.getLong();
        List<ContentId> ids = new ArrayList<>(idBytes / ContentId.LENGTH);
        for (int at = HEAD; at < bytes.length; at += ContentId.LENGTH) {
            ids.add(ContentId.of(buffer, at));
        }
        try {
            return new ContentReference(size, level, ids);
        } catch (IllegalArgumentException impossible) {
            throw Damage.in(subject, String.valueOf(impossible.getMessage()));
        }
    }
}
