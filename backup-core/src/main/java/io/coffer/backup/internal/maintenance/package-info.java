/** Prune, check, repair, statistics. */
@NullMarked
package io.coffer.backup.internal.maintenance;

import org.jspecify.annotations.NullMarked;
