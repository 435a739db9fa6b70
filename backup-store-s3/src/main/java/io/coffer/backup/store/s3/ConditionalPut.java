package io.coffer.backup.store.s3;

/**
 * How a store makes sure that a put with {@link io.coffer.backup.spi.PutCondition#IF_ABSENT} has one winner. S3 does
 * it with the header {@code If-None-Match: *}; some servers do not know it, and overwrite.
 */
public enum ConditionalPut {
    /**
     * The first put with a condition tries out with an object of its own whether the server keeps to the header. Where
     * it does not, puts check first and then write. The capability is claimed of AWS only, because it must be known
     * before anything is tried out; there a server that overwrites after all makes the put fail.
     */
    AUTO,
    /** As {@link #AUTO}, but the capability is claimed of any server, and one that overwrites makes the put fail. */
    REQUIRED,
    /** The header is never sent: puts check first and then write. */
    OFF
}
