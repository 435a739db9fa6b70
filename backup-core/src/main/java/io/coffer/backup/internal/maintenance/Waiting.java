package io.coffer.backup.internal.maintenance;

import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.task.TaskGroup;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Waits for writers, and ends the sessions of those that are dead. */
final class Waiting {
    private static final Duration POLL = Duration.ofSeconds(5);

    private final RepositoryCore core;
    private final PruneRequest request;
    private final PruneFigures figures;
    private final StoreClock clock;

    Waiting(RepositoryCore core, PruneRequest request, PruneFigures figures, StoreClock clock) {
        this.core = core;
        this.request = request;
        this.figures = figures;
        this.clock = clock;
    }

    /** Tells whether all that were listed have ended, or were ended because they are dead. */
    boolean untilEnded(List<WriterSessions.Writer> listed) throws IOException {
        Instant deadline = core.environment().clock().instant().plus(request.waitLimit());
        List<WriterSessions.Writer> left = listed;
        while (true) {
            left = endDead(left);
            Instant now = core.environment().clock().instant();
            if (left.isEmpty() || !now.isBefore(deadline)) {
                left.forEach(writer -> figures.waitingFor.add(writer.name()));
                return left.isEmpty();
            }
            Duration rest = Duration.between(now, deadline);
            pause(core, rest.compareTo(POLL) < 0 ? rest : POLL);
            Set<String> names = new HashSet<>();
            left.forEach(writer -> names.add(writer.name()));
            left = new ArrayList<>(WriterSessions.list(core.store()));
            left.removeIf(writer -> !names.contains(writer.name()));
        }
    }

    static void pause(RepositoryCore core, Duration duration) throws IOException {
        try {
            core.environment().time().sleep(duration);
        } catch (InterruptedException interrupted) {
            throw TaskGroup.interrupted("the prune");
        }
    }

    /** Ends the sessions of those that gave no sign of life, and gives those that are at work. */
    List<WriterSessions.Writer> endDead(List<WriterSessions.Writer> writers) throws IOException {
        List<WriterSessions.Writer> dead = new ArrayList<>();
        List<WriterSessions.Writer> alive = new ArrayList<>();
        for (WriterSessions.Writer writer : writers) {
            boolean ended = writer.started() == null;
            boolean silent = writer.isDead(clock.now(), request.sessionAge());
            if (silent) {
                dead.add(writer);
            } else if (!ended) {
                alive.add(writer);
            }
            if (silent && !ended) {
                figures.ended.add(writer.name());
            }
        }
        if (!dead.isEmpty()) {
            WriterSessions.end(core.store(), dead);
        }
        return alive;
    }
}
