/**
 * Messages of OpenPGP (RFC 4880 and RFC 9580), so that what was exported is read with nothing but {@code gpg}:
 *
 * <pre>{@code
 * gpg --decrypt documents.tar.zst.gpg | tar --zstd -x
 * }</pre>
 *
 * <p>{@link io.coffer.backup.crypto.openpgp.OpenPgp} is where it starts. Messages are encrypted with AES-256, for any
 * number of passphrases' and keys' holders, and protected against changes by the packet that GnuPG has known since 1.x
 * (SEIPD version 1, with an MDC). They are not signed: who wrote one cannot be told from it.
 */
@NullMarked
package io.coffer.backup.crypto.openpgp;

import org.jspecify.annotations.NullMarked;
