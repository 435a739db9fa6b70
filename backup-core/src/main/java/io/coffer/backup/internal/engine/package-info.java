/** Where all parts are put together. */
@NullMarked
package io.coffer.backup.internal.engine;

import org.jspecify.annotations.NullMarked;
