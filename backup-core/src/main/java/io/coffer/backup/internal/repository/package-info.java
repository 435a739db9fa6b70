/** Configuration, sessions, key slots, caches. */
@NullMarked
package io.coffer.backup.internal.repository;

import org.jspecify.annotations.NullMarked;
