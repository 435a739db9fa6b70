package io.coffer.backup.spi;

/** Whether {@link ObjectStore#put} may meet an object of the same name. */
public enum PutCondition {
    /** The object is stored whether or not there is one; the old one is replaced atomically. */
    NONE,
    /** The object is stored only when there is none of that name. */
    IF_ABSENT
}
