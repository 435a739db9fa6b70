package io.coffer.backup.tests.simulation;

/** A rule of the protocol that a simulation breaks, to show that it would be noticed. */
enum BrokenRule {
    /** Nothing is broken. */
    NONE,
    /** Rule 1: writers take retired packs for homes. */
    RETIRED_PACKS_LIVE,
    /** Rule 2: a pack with the same contents gets the same name again. */
    PACK_NAMES_COME_TWICE,
    /** Rule 3: writers list the index first, and retired packs second. */
    INDEX_BEFORE_RETIRED,
    /** Rule 4: writers make their session known only after they have looked for homes. */
    SESSION_AFTER_LOOK,
    /** Rule 4: writers do not look whether their session still stands. */
    SESSION_NOT_LOOKED_AT,
    /** Rule 4: writers whose session was ended look for homes without the retired lists. */
    NO_RETIRED_WHEN_FENCED,
    /** Rule 5: a prune lists sessions before it gives packs up. */
    SESSIONS_BEFORE_RETIRED,
    /** Rule 5: a prune looks at manifests after it has looked at the index. */
    INDEX_BEFORE_MANIFESTS,
    /** Rule 6: a prune does not wait for sessions. */
    SESSIONS_NOT_WAITED_FOR,
    /** Rule 6: a sweep relies on the manifests that the mark has seen. */
    NO_MANIFESTS_IN_SWEEP,
    /** Rule 6: a sweep does not see the packs that other prunes have retired. */
    NO_RETIRED_IN_SWEEP,
    /** Rule 6: the retired list is deleted before its packs are out of the index. */
    INDEX_REMOVED_LAST,
    /** Rule 7: a merge of index objects forgets the names of removed packs. */
    REMOVED_NAMES_FORGOTTEN,
    /** Rule 7: inputs of a merge are deleted before its output is there. */
    MERGE_DELETES_FIRST,
    /** Rule 8: packs that no index names are deleted at once. */
    ORPHANS_NOT_RETIRED,
    /** Rule 9: readers do not look again. */
    READERS_LOOK_ONCE,
    /** The assumption: listings lag, and the storage says that they do not. */
    LAG_NOT_SAID
}
