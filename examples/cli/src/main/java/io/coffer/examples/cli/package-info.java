/** The example command line: one class for each command, and what they share. */
@NullMarked
package io.coffer.examples.cli;

import org.jspecify.annotations.NullMarked;
