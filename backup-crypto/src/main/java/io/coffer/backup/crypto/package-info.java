/** Encryption, through the JCA, and through Bouncy Castle for what the JDK lacks. */
@NullMarked
package io.coffer.backup.crypto;

import org.jspecify.annotations.NullMarked;
