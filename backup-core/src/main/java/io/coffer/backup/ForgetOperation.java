package io.coffer.backup;

import java.io.IOException;

/**
 * Snapshots to be removed: which, by a policy, and how. Only manifests are deleted, so that this is quick; a
 * {@linkplain Repository#prune() prune} gives the storage back. Not safe for use by several threads.
 */
public interface ForgetOperation {
    /**
     * Looks only at snapshots of some hosts. Others stay, and do not count.
     *
     * @param hosts any of them; added to those named before
     * @return this operation
     */
    ForgetOperation hosts(String... hosts);

    /**
     * Looks only at snapshots that have all of some tags. Others stay, and do not count.
     *
     * @param tags added to those named before
     * @return this operation
     */
    ForgetOperation tags(String... tags);

    /**
     * Looks only at snapshots of some sources. Others stay, and do not count.
     *
     * @param locations any of which the snapshot has; added to those named before
     * @return this operation
     */
    ForgetOperation sources(String... locations);

    /**
     * Removes nothing when more snapshots than this would go. A guard against a policy that was mistyped, and against
     * somebody who adds snapshots so that the policy removes others. The default is no bound.
     *
     * @param snapshots how many may go at once
     * @return this operation
     * @throws IllegalArgumentException when it is negative
     */
    ForgetOperation atMost(int snapshots);

    /**
     * Lets the last snapshot of a host and its sources go too. For snapshots that were named; a policy says that by
     * itself, with {@link RetentionPolicyBuilder#allowEmptyGroups}.
     *
     * @return this operation
     */
    ForgetOperation allowEmptyGroups();

    /**
     * Removes nothing, and reports what would be removed.
     *
     * @return this operation
     */
    ForgetOperation dryRun();

    /**
     * Removes the snapshots.
     *
     * @return what was decided and done
     * @throws TooManySnapshotsException when more would go than {@link #atMost} allows, or all of a group; none was
     *     removed
     * @throws CorruptObjectException when a manifest is damaged, so that it is not known what is there; none was removed
     * @throws IOException when the storage fails; some may be removed, run it again
     */
    ForgetReport run() throws IOException;
}
