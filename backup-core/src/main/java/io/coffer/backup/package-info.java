/** The face of Coffer: repositories, snapshots, and what one does with them. */
@NullMarked
package io.coffer.backup;

import org.jspecify.annotations.NullMarked;
