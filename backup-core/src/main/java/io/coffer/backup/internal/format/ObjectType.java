package io.coffer.backup.internal.format;

/** The kinds of objects that a repository consists of: the byte in their header, and where they lie. */
public enum ObjectType {
    /** What is fixed when a repository is created. */
    CONFIG('C', "config"),
    /** The master key, wrapped for somebody. */
    KEY('K', "keys/"),
    /** Segments of data. */
    DATA_PACK('D', "packs/"),
    /** Segments of trees and lists. */
    METADATA_PACK('M', "packs/"),
    /** Where blobs lie. */
    INDEX('I', "index/"),
    /** Manifests of snapshots. */
    SNAPSHOT('S', "snapshots/"),
    /** Writers at work. */
    SESSION('W', "sessions/"),
    /** Packs that a prune has retired. */
    RETIRED('R', "retired/"),
    /** What heals packs. */
    PARITY('P', "parity/");

    private final byte code;
    private final String prefix;

    ObjectType(char code, String prefix) {
        this.code = (byte) code;
        this.prefix = prefix;
    }

    byte code() {
        return code;
    }

    /**
     * Where objects of the type lie.
     *
     * @return the start of their names, or the whole name of the config
     */
    public String prefix() {
        return prefix;
    }
}
