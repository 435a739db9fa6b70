package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;

/**
 * An entry as the previous tree of its directory has it.
 *
 * @param node the entry
 * @param place which of the entries of that tree it is, from 0
 */
record PreviousEntry(Node node, int place) {}
