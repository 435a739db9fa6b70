/** What measurements of the engine need beside its command line. */
@NullMarked
package io.coffer.benchmarks;

import org.jspecify.annotations.NullMarked;
