/**
 * Object stores in directories: {@link io.coffer.backup.store.local.LocalObjectStore} on any
 * {@link java.nio.file.FileSystem}, and {@code file:} URIs for the default one.
 */
@NullMarked
package io.coffer.backup.store.local;

import org.jspecify.annotations.NullMarked;
