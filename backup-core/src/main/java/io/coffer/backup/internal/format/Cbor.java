package io.coffer.backup.internal.format;

/** The parts of CBOR (RFC 8949) that trees use: major types, all with definite lengths. */
final class Cbor {
    static final int UNSIGNED = 0;
    static final int NEGATIVE = 1;
    static final int BYTES = 2;
    static final int TEXT = 3;
    static final int ARRAY = 4;
    static final int MAP = 5;
    static final int SIMPLE = 7;

    static final int TRUE = 21;

    private Cbor() {}
}
