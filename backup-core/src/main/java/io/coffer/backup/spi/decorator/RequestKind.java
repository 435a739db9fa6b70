package io.coffer.backup.spi.decorator;

/** The kinds of requests that a store answers. */
public enum RequestKind {
    /** Storing an object. */
    PUT,
    /** Reading an object as a whole. */
    GET,
    /** Reading a part of an object. */
    GET_RANGE,
    /** Asking for size and age of an object. */
    STAT,
    /** Listing objects; one request, however many pages it has. */
    LIST,
    /** Deleting objects; one request, however many objects it names. */
    DELETE,
    /** Asking for objects that are kept cold. */
    RECALL,
    /** Keeping objects from being deleted. */
    RETAIN
}
