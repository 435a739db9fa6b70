/**
 * An object store in a folder of Google Drive, as somebody outside of Coffer would write it: it uses nothing but the
 * provider interfaces of {@code backup-core} and Google's own client.
 */
@NullMarked
package io.coffer.examples.gdrive;

import org.jspecify.annotations.NullMarked;
