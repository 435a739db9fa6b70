/** Object stores in directories of a file system. */
@NullMarked
package io.coffer.backup.store.local;

import org.jspecify.annotations.NullMarked;
