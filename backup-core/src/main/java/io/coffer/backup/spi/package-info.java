/** What a provider of storage or of encryption implements. */
@NullMarked
package io.coffer.backup.spi;

import org.jspecify.annotations.NullMarked;
