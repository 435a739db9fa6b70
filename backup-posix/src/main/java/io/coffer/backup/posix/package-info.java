/** Native file attributes, through JNA. */
@NullMarked
package io.coffer.backup.posix;

import org.jspecify.annotations.NullMarked;
