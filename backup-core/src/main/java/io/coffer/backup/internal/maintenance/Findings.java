package io.coffer.backup.internal.maintenance;

import io.coffer.backup.CheckReport;
import io.coffer.backup.CheckReport.Damage;
import io.coffer.backup.RepositoryException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The damages that a check has found so far, each object with the same words once. Thread-safe. */
final class Findings {
    private final List<Damage> damages = new ArrayList<>();
    private final Set<Damage> seen = new HashSet<>();
    private long count;

    synchronized void add(String object, String message) {
        Damage damage = new Damage(object, message);
        if (seen.size() < CheckReport.MAX_DAMAGES && !seen.add(damage)) {
            return;
        }
        count++;
        if (damages.size() < CheckReport.MAX_DAMAGES) {
            damages.add(damage);
        }
    }

    void add(String object, IOException failure) {
        if (failure instanceof RepositoryException about) {
            add(about.subject(), about.finding());
        } else {
            add(object, String.valueOf(failure.getMessage()));
        }
    }

    /** Takes what another has found, which finds no more. */
    synchronized void addAll(Findings other) {
        List<Damage> listed = other.damages();
        listed.forEach(damage -> add(damage.object(), damage.message()));
        count += other.count() - listed.size();
    }

    synchronized List<Damage> damages() {
        return List.copyOf(damages);
    }

    synchronized long count() {
        return count;
    }
}
