/** What is backed up: the interface of a source, directories, archives. */
@NullMarked
package io.coffer.backup.source;

import org.jspecify.annotations.NullMarked;
