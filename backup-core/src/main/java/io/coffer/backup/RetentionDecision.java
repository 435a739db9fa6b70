package io.coffer.backup;

import java.util.List;
import java.util.Objects;

/**
 * What a {@link RetentionPolicy} says about one snapshot. Immutable.
 *
 * @param candidate the snapshot
 * @param keep true when it stays, false when it is to be removed
 * @param reasons why; at least one, in the order of the rules in the text of the policy. When the snapshot
 *     stays, everything that speaks for it; when it goes, what each rule missed
 */
public record RetentionDecision(RetentionCandidate candidate, boolean keep, List<RetentionReason> reasons) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException when there is no reason, or one that contradicts the decision
     */
    public RetentionDecision {
        Objects.requireNonNull(candidate, "candidate");
        reasons = List.copyOf(reasons);
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("a decision needs a reason");
        }
        for (RetentionReason reason : reasons) {
            if (reason.kind().keeps() != keep) {
                throw new IllegalArgumentException(
                        "\"" + reason.text() + "\" is no reason to " + (keep ? "keep" : "remove") + " a snapshot");
            }
        }
    }

    /**
     * Identifies the snapshot.
     *
     * @return the id of the candidate
     */
    public String id() {
        return candidate.id();
    }

    /** Gives a line for people: what happens to which snapshot, and why. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(keep ? "keep " : "remove ")
                .append(candidate.id())
                .append(' ')
                .append(candidate.time())
                .append(": ");
        for (int i = 0; i < reasons.size(); i++) {
            line.append(i == 0 ? "" : ", ").append(reasons.get(i).text());
        }
        return line.toString();
    }
}
