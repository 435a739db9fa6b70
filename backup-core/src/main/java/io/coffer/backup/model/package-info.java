/**
 * Values that every layer shares: names, attributes and identities of what is backed up and kept.
 *
 * <p>Immutable, without input or output; this package imports no other package of the library.
 */
@NullMarked
package io.coffer.backup.model;

import org.jspecify.annotations.NullMarked;
