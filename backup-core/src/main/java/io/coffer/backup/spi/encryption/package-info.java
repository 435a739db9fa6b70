/**
 * What the engine asks of encryption. The module {@code backup-crypto} provides it; an application only
 * hands a {@link io.coffer.backup.spi.encryption.RepositoryKey} to the repository that it opens.
 */
@NullMarked
package io.coffer.backup.spi.encryption;

import org.jspecify.annotations.NullMarked;
