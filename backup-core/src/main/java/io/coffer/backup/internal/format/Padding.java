package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import java.nio.ByteBuffer;

/**
 * Hides how long bytes are before they are sealed: their length, the bytes, and zeros up to one of few lengths.
 * The lengths are those of Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication
 * with PURBs", PoPETs 2019): a length leaks no more bits than the logarithm of its logarithm, for at most 12 % more.
 */
final class Padding {
    /** How long the length before the bytes is. */
    static final int PREFIX = 4;

    private Padding() {}

    /** How long bytes become. */
    static int padded(int length) {
        int whole = Math.addExact(length, PREFIX);
        int exponent = 31 - Integer.numberOfLeadingZeros(whole);
        int lastBits = exponent - (32 - Integer.numberOfLeadingZeros(exponent));
        int mask = (1 << Math.max(0, lastBits)) - 1;
        return Math.addExact(whole, mask) & ~mask;
    }

    /** Finds the bytes in what was padded: from the position to the limit of the result. */
    static ByteBuffer strip(String name, ByteBuffer padded) throws CorruptObjectException {
        int length = padded.remaining() < PREFIX ? -1 : padded.getInt(padded.position());
        if (length < 0 || length > padded.remaining() - PREFIX) {
            throw Damage.in(name, "it claims " + length + " bytes in " + padded.remaining());
        }
        return padded.slice(padded.position() + PREFIX, length);
    }
}
