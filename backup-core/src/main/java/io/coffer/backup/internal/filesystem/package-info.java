/** A snapshot as a read-only file system of {@code java.nio.file}. */
@NullMarked
package io.coffer.backup.internal.filesystem;

import org.jspecify.annotations.NullMarked;
