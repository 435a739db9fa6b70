/** The quickstart: what Coffer does, shown on a directory of one's own in a minute. */
@NullMarked
package io.coffer.examples.quickstart;

import org.jspecify.annotations.NullMarked;
