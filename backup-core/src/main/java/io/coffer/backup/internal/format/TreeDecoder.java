package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.Node;
import io.coffer.backup.UnsupportedFormatException;
import io.coffer.backup.model.EntryName;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads the entries of a tree, one after the other, in memory for one entry. Not thread-safe. */
public final class TreeDecoder implements Closeable {
    private final String subject;
    private final InputStream input;
    private final CborReader reader;
    private @Nullable EntryName last;

    /**
     * Starts to read.
     *
     * @param subject what the tree is, for messages
     * @param input its bytes; closed with this
     * @throws CorruptObjectException when it is no tree
     * @throws UnsupportedFormatException when a newer version wrote it
     * @throws IOException when the bytes cannot be read
     */
    public TreeDecoder(String subject, InputStream input) throws IOException {
        this.subject = subject;
        this.input = input;
        int kind = input.read();
        int version = input.read();
        if (kind != TreeEncoder.KIND || version < 1) {
            throw Damage.in(subject, "it starts with " + kind + " " + version + ", expected a tree");
        }
        if (version > TreeEncoder.VERSION) {
            throw Damage.unknown(
                    subject, "has version " + version + ", this library reads up to " + TreeEncoder.VERSION);
        }
        this.reader = new CborReader(input);
    }

    /**
     * Reads an entry.
     *
     * @return null at the end
     * @throws CorruptObjectException when it is none, or its name does not come after the one before
     * @throws IOException when the bytes cannot be read
     */
    public @Nullable Node next() throws IOException {
        Node node;
        try {
            if (reader.atEnd()) {
                return null;
            }
            node = NodeCodec.read(reader);
        } catch (CborReader.MalformedException | EOFException malformed) {
            throw Damage.in(subject, String.valueOf(malformed.getMessage()));
        }
        if (last != null && last.compareTo(node.name()) >= 0) {
            throw Damage.in(subject, "\"" + node.name() + "\" comes after \"" + last + "\"");
        }
        last = node.name();
        return node;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
