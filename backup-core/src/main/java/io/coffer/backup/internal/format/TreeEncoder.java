package io.coffer.backup.internal.format;

import io.coffer.backup.Node;

/**
 * Turns the entries of a directory into the bytes of its tree: a head of two bytes, then one CBOR map for
 * each entry, in the order of their names. Not thread-safe.
 */
public final class TreeEncoder {
    static final byte KIND = 'T';
    static final byte VERSION = 1;

    private final CborWriter out = new CborWriter();

    /**
     * What each tree starts with.
     *
     * @return two bytes
     */
    public static byte[] head() {
        return new byte[] {KIND, VERSION};
    }

    /**
     * Encodes an entry; the bytes are in {@link #array} until the next call.
     *
     * @param node the entry
     * @return how many bytes it has
     * @throws UnfitNodeException when it is outside of the limits of the format
     */
    public int encode(Node node) {
        out.reset();
        NodeCodec.write(out, node);
        return out.length();
    }

    /**
     * The bytes of the last entry.
     *
     * @return valid from 0 to what {@link #encode} gave
     */
    public byte[] array() {
        return out.array();
    }
}
