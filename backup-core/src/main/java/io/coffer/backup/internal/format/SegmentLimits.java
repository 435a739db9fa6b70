package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.RepositoryParameters;

/** Bounds on what a segment may claim, so that reading a hostile one needs no more memory than an honest one. */
final class SegmentLimits {
    /** A segment is closed at its size, and the blob that closed it may be a chunk of the largest size. */
    static final int MAX_PLAIN = 2 * RepositoryParameters.LARGEST_SEGMENT;

    private SegmentLimits() {}

    static void check(String name, int stored, int plain, Encoding encoding, boolean sealed)
            throws CorruptObjectException {
        boolean possible = plain > 0 && plain <= MAX_PLAIN && stored > 0;
        if (sealed) {
            // Padding and sealing add to what would be stored otherwise.
            possible = possible && stored <= PackSeal.sealedLength(plain);
        } else {
            possible = possible && (encoding == Encoding.STORED ? stored == plain : stored < plain);
        }
        if (!possible) {
            throw Damage.in(name, "a segment claims " + plain + " bytes, stored in " + stored + " as " + encoding);
        }
    }
}
