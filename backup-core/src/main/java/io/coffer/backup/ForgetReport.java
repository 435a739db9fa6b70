package io.coffer.backup;

import java.util.List;

/**
 * What was decided about snapshots, and done.
 *
 * @param dryRun whether nothing was removed
 * @param decisions one for each snapshot that was looked at, oldest first, with reasons; empty when snapshots were
 *     named and no policy was asked
 * @param removed ids of the snapshots that were removed, or would be
 * @param locked ids of snapshots that were to be removed, and that the storage keeps by object lock
 * @param future ids of snapshots that have a time in the future: the clock of the machine was wrong, or somebody
 *     made them so that a policy takes them for the newest. They stay, and do not count; look at them, and remove them
 *     by name
 */
public record ForgetReport(
        boolean dryRun,
        List<RetentionDecision> decisions,
        List<String> removed,
        List<String> locked,
        List<String> future) {
    /** Copies what could change. */
    public ForgetReport {
        decisions = List.copyOf(decisions);
        removed = List.copyOf(removed);
        locked = List.copyOf(locked);
        future = List.copyOf(future);
    }
}
