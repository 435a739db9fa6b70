/**
 * What can be backed up: {@link io.coffer.backup.source.Source}, which an application may implement for
 * data of its own, and the sources that come with the library.
 */
@NullMarked
package io.coffer.backup.source;

import org.jspecify.annotations.NullMarked;
