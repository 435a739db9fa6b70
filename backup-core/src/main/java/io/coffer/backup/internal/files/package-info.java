/** What the rest of the library needs of file systems beyond {@code java.nio.file}: names as bytes, attributes. */
@NullMarked
package io.coffer.backup.internal.files;

import org.jspecify.annotations.NullMarked;
