/**
 * For authors of providers, and for tests of what is built on a store: the contract of an object store as tests
 * ({@link io.coffer.backup.testkit.ObjectStoreContract}), stores that fail, crash and count
 * ({@link io.coffer.backup.testkit.FaultyObjectStore}, {@link io.coffer.backup.testkit.CountingObjectStore}), and a
 * clock that stands still ({@link io.coffer.backup.testkit.FakeClock}).
 */
@NullMarked
package io.coffer.backup.testkit;

import org.jspecify.annotations.NullMarked;
