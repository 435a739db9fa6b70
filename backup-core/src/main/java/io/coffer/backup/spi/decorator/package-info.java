/**
 * Behaviour that every store can have, as stores around a store: repeating what failed, a limit to the bandwidth,
 * figures of requests, restricted access, copies in several places. An application puts them together as it likes; a
 * repository that is opened by its location has the first of them already.
 */
@NullMarked
package io.coffer.backup.spi.decorator;

import org.jspecify.annotations.NullMarked;
