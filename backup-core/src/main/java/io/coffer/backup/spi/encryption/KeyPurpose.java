package io.coffer.backup.spi.encryption;

/** What a {@link DataKey} seals. A key of one purpose does not open what was sealed for another. */
public enum KeyPurpose {
    /** Segments of data. */
    DATA('D', false),
    /** Segments of trees and lists. */
    METADATA('M', false),
    /** Manifests of snapshots. */
    SNAPSHOT('S', false),
    /** Where blobs lie: shared with those who may only write. */
    INDEX('I', true),
    /** Sessions: shared with those who may only write. */
    SESSION('W', true),
    /** Retired packs: shared with those who may only write. */
    RETIRED('R', true);

    private final char code;
    private final boolean shared;

    KeyPurpose(char code, boolean shared) {
        this.code = code;
        this.shared = shared;
    }

    /**
     * The letter that stands for the purpose in what is authenticated.
     *
     * @return an ASCII letter
     */
    public char code() {
        return code;
    }

    /**
     * Whether those who may only write open it too.
     *
     * @return false for what a write key must not open
     */
    public boolean isShared() {
        return shared;
    }
}
