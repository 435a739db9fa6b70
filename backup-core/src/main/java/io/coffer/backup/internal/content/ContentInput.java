package io.coffer.backup.internal.content;

import io.coffer.backup.internal.format.Damage;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/** The bytes that a reference stands for, each chunk verified before it is handed out. Not thread-safe. */
public final class ContentInput extends InputStream {
    private final BlobReader blobs;
    private final ReferenceReader ids;
    private final long size;
    private byte[] current = new byte[0];
    private int at;
    private long given;

    /**
     * Starts at the first byte.
     *
     * @param blobs reads chunks and lists
     * @param reference to the content
     */
    public ContentInput(BlobReader blobs, ContentReference reference) {
        this.blobs = blobs;
        this.ids = new ReferenceReader(blobs, reference);
        this.size = reference.size();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        while (at == current.length) {
            ContentId id = ids.next();
            if (id == null) {
                end();
                return -1;
            }
            // A copy: many streams may be open, one for each level of a tree, and each would hold a segment.
            Blob blob = blobs.read(id);
            if (blob.length() > size - given) {
                throw Damage.in("a reference", "its chunks have more bytes than the " + size + " it says");
            }
            current = Arrays.copyOfRange(blob.array(), blob.offset(), blob.offset() + blob.length());
            at = 0;
        }
        int count = Math.min(length, current.length - at);
        System.arraycopy(current, at, target, offset, count);
        at += count;
        given += count;
        return count;
    }

    private void end() throws IOException {
        if (given != size) {
            throw Damage.in("a reference", "its chunks have " + given + " bytes, it says " + size);
        }
    }
}
