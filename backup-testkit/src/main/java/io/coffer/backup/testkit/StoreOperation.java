package io.coffer.backup.testkit;

/** The kinds of requests to an object store, as {@link Fault} and {@link CountingObjectStore} tell them apart. */
public enum StoreOperation {
    /** {@code put}. */
    PUT,
    /** {@code get} of a whole object. */
    GET,
    /** {@code get} of a part of an object. */
    GET_RANGE,
    /** {@code stat}. */
    STAT,
    /** {@code list}; its name is the prefix. */
    LIST,
    /** {@code delete}. */
    DELETE,
    /** {@code recall}. */
    RECALL,
    /** {@code retain}. */
    RETAIN
}
