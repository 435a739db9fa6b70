/** Chunks, segments, packs and the index: content by its id. */
@NullMarked
package io.coffer.backup.internal.content;

import org.jspecify.annotations.NullMarked;
