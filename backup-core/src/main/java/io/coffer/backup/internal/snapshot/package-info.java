/** Archiver, trees, restorer, the file-system view. */
@NullMarked
package io.coffer.backup.internal.snapshot;

import org.jspecify.annotations.NullMarked;
