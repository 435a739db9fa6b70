/**
 * What others implement: the storage that holds a repository's objects
 * ({@link io.coffer.backup.spi.ObjectStore}, {@link io.coffer.backup.spi.ObjectStoreProvider}) and access
 * to what only a platform's own calls can do with files ({@link io.coffer.backup.spi.PlatformFiles}).
 *
 * <p>This package imports only {@code io.coffer.backup.model}.
 */
@NullMarked
package io.coffer.backup.spi;

import org.jspecify.annotations.NullMarked;
