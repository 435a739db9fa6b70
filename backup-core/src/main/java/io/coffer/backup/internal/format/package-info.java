/** Versioned codecs: bytes in, values out, no I/O. */
@NullMarked
package io.coffer.backup.internal.format;

import org.jspecify.annotations.NullMarked;
