/** Tests and stand-ins for authors of providers. */
@NullMarked
package io.coffer.backup.testkit;

import org.jspecify.annotations.NullMarked;
