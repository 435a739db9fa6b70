/** Helpers around files and streams, for every other internal package. */
@NullMarked
package io.coffer.backup.internal.io;

import org.jspecify.annotations.NullMarked;
