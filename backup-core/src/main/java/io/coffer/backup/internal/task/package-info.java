/** Running work on an application's executor: bounded, with one failure ending all of it. */
@NullMarked
package io.coffer.backup.internal.task;

import org.jspecify.annotations.NullMarked;
