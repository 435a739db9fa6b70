package io.coffer.backup.store.s3;

/** How strictly object lock keeps objects. */
public enum RetentionMode {
    /** Nobody removes an object before its time, but for principals with {@code s3:BypassGovernanceRetention}. */
    GOVERNANCE,
    /** Nobody at all removes an object before its time, and nobody shortens it. */
    COMPLIANCE
}
