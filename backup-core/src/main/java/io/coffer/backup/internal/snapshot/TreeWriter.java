package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.Chunker;
import io.coffer.backup.internal.content.ReferenceWriter;
import io.coffer.backup.internal.format.TreeEncoder;
import io.coffer.backup.model.ContentReference;
import java.io.IOException;
import java.util.Arrays;

/**
 * Writes the tree of one directory as its entries come, in memory for a few chunks of it, whatever the
 * number of entries. Not thread-safe.
 */
final class TreeWriter {
    private static final int FIRST_CAPACITY = 2048;

    private final BlobWriter blobs;
    private final Chunker chunker;
    private final TreeEncoder encoder;
    private final ReferenceWriter reference;
    private byte[] buffer = new byte[FIRST_CAPACITY];
    private int length;

    /** Starts an empty tree. The encoder may serve many trees, one at a time. */
    TreeWriter(BlobWriter blobs, Chunker chunker, TreeEncoder encoder) throws IOException {
        this.blobs = blobs;
        this.chunker = chunker;
        this.encoder = encoder;
        this.reference = blobs.newReference();
        byte[] head = TreeEncoder.head();
        append(head, head.length);
    }

    void add(Node node) throws IOException {
        int size = encoder.encode(node);
        append(encoder.array(), size);
    }

    private void append(byte[] bytes, int size) throws IOException {
        if (buffer.length - length < size) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + size));
        }
        System.arraycopy(bytes, 0, buffer, length, size);
        length += size;
        // A cut is final only when as much as the largest chunk was there to be looked at.
        if (length >= 2 * chunker.maximum()) {
            cut(chunker.maximum());
        }
    }

    /** Cuts chunks off as long as at least so many bytes are left. */
    private void cut(int atLeast) throws IOException {
        int start = 0;
        while (length - start >= atLeast && start < length) {
            int size = chunker.cut(buffer, start, length - start);
            reference.add(blobs.putMetadata(buffer, start, size), size);
            start += size;
        }
        System.arraycopy(buffer, start, buffer, 0, length - start);
        length -= start;
    }

    ContentReference finish() throws IOException {
        cut(1);
        return reference.finish();
    }
}
