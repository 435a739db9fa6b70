/**
 * Object stores in S3 buckets: {@link io.coffer.backup.store.s3.S3ObjectStore}, opened from {@code s3:} URIs or made
 * with a builder.
 */
@NullMarked
package io.coffer.backup.store.s3;

import org.jspecify.annotations.NullMarked;
