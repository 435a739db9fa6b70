package io.coffer.backup.internal.engine;

import io.coffer.backup.ForgetOperation;
import io.coffer.backup.ForgetReport;
import io.coffer.backup.RetentionCandidate;
import io.coffer.backup.RetentionDecision;
import io.coffer.backup.RetentionPolicy;
import io.coffer.backup.TooManySnapshotsException;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.spi.ObjectLockedException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Gathers which snapshots are to be removed, and removes them. */
final class ForgetCall implements ForgetOperation {
    private final OpenRepository repository;
    private final RepositoryCore core;
    private final @Nullable RetentionPolicy policy;
    private final Set<String> named;
    private final Set<String> hosts = new TreeSet<>();
    private final Set<String> tags = new TreeSet<>();
    private final Set<String> sources = new TreeSet<>();
    private int atMost = Integer.MAX_VALUE;
    private boolean allowEmptyGroups;
    private boolean dryRun;

    ForgetCall(OpenRepository repository, RepositoryCore core, @Nullable RetentionPolicy policy, Set<String> named) {
        this.repository = repository;
        this.core = core;
        this.policy = policy;
        this.named = named;
    }

    @Override
    public ForgetOperation hosts(String... hosts) {
        Collections.addAll(this.hosts, hosts);
        return this;
    }

    @Override
    public ForgetOperation tags(String... tags) {
        Collections.addAll(this.tags, tags);
        return this;
    }

    @Override
    public ForgetOperation sources(String... locations) {
        Collections.addAll(this.sources, locations);
        return this;
    }

    @Override
    public ForgetOperation atMost(int snapshots) {
        if (snapshots < 0) {
            throw new IllegalArgumentException("the number of snapshots must be 0 or more, was " + snapshots);
        }
        this.atMost = snapshots;
        return this;
    }

    @Override
    public ForgetOperation allowEmptyGroups() {
        this.allowEmptyGroups = true;
        return this;
    }

    @Override
    public ForgetOperation dryRun() {
        this.dryRun = true;
        return this;
    }

    @Override
    public ForgetReport run() throws IOException {
        core.requireOpen();
        return Interruptible.run("forgetting snapshots", this::runNow);
    }

    private ForgetReport runNow() throws IOException {
        List<RetentionCandidate> all = new ArrayList<>();
        repository.snapshots().forEach(snapshot -> all.add(RetentionCandidate.of(snapshot)));
        List<RetentionCandidate> candidates = all.stream().filter(this::matches).toList();
        Instant now = core.environment().clock().instant();
        List<RetentionDecision> decisions = policy == null ? List.of() : policy.decide(candidates, now);
        List<RetentionCandidate> going = policy == null
                ? candidates.stream()
                        .filter(candidate -> named.contains(candidate.id()))
                        .toList()
                : decisions.stream()
                        .filter(decision -> !decision.keep())
                        .map(RetentionDecision::candidate)
                        .toList();
        if (policy == null && !allowEmptyGroups) {
            requireGroups(all, going);
        }
        if (going.size() > atMost) {
            throw new TooManySnapshotsException(
                    going.size() + " snapshots of " + all.size() + " would be removed, and no more than " + atMost
                            + " may; look at what a dry run says, and allow more if that is right",
                    core.store().location(),
                    null);
        }
        List<String> ids = going.stream().map(RetentionCandidate::id).toList();
        List<String> locked = dryRun ? List.of() : delete(ids);
        return new ForgetReport(
                dryRun,
                decisions,
                ids.stream().filter(id -> !locked.contains(id)).toList(),
                locked,
                all.stream()
                        .filter(candidate -> candidate.time().isAfter(now))
                        .map(RetentionCandidate::id)
                        .toList());
    }

    private boolean matches(RetentionCandidate candidate) {
        return (hosts.isEmpty() || hosts.contains(candidate.host()))
                && candidate.tags().containsAll(tags)
                && (sources.isEmpty() || !Collections.disjoint(sources, candidate.sources()));
    }

    /** What a policy counts together, when it says nothing else. */
    private record Group(String host, Set<String> sources) {
        Group(RetentionCandidate candidate) {
            this(candidate.host(), candidate.sources());
        }
    }

    private static void requireGroups(List<RetentionCandidate> all, List<RetentionCandidate> going)
            throws TooManySnapshotsException {
        Set<Group> left = new HashSet<>();
        all.stream()
                .filter(candidate -> !going.contains(candidate))
                .map(Group::new)
                .forEach(left::add);
        for (RetentionCandidate candidate : going) {
            Group group = new Group(candidate);
            if (!left.contains(group)) {
                String name = String.join(", ", group.sources()) + " on " + group.host();
                throw new TooManySnapshotsException(
                        "no snapshot of " + name + " would be left; say that empty groups are allowed if that is meant",
                        name,
                        null);
            }
        }
    }

    /** Gives those that the storage keeps. */
    private List<String> delete(List<String> ids) throws IOException {
        if (ids.isEmpty()) {
            return List.of();
        }
        try {
            core.snapshots().deleteAll(ids);
            return List.of();
        } catch (ObjectLockedException kept) {
            Set<String> left = core.snapshots().ids();
            return ids.stream().filter(left::contains).toList();
        }
    }
}
