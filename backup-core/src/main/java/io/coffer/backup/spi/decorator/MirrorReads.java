package io.coffer.backup.spi.decorator;

import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads from the first destination that answers; those that are behind come last. Thread-safe. */
final class MirrorReads {
    private final List<MirrorDestination> destinations;
    private final String location;

    /**
     * Prepares.
     *
     * @param destinations all of the mirror
     * @param location of the mirror, for messages
     */
    MirrorReads(List<MirrorDestination> destinations, String location) {
        this.destinations = destinations;
        this.location = location;
    }

    /** Something to be asked of one of the stores. */
    @FunctionalInterface
    interface Question<T> {
        T of(ObjectStore store) throws IOException;
    }

    <T> T read(Question<T> question) throws IOException {
        List<MirrorDestination> first = MirrorDestination.inStep(destinations);
        boolean noneInStep = first.isEmpty();
        List<IOException> failures = new ArrayList<>();
        ObjectNotFoundException missing = null;
        for (MirrorDestination destination : noneInStep ? destinations : first) {
            try {
                return question.of(destination.store());
            } catch (ObjectNotFoundException notFound) {
                missing = missing == null ? notFound : missing;
            } catch (IOException failed) {
                MirrorCalls.rethrowInterruption(failed);
                failures.add(failed);
            }
        }
        if (missing != null) {
            failures.forEach(missing::addSuppressed);
            throw missing;
        }
        if (noneInStep) {
            throw MirrorWrites.failure(location, "read", failures);
        }
        return readFromThoseBehind(question, failures);
    }

    private <T> T readFromThoseBehind(Question<T> question, List<IOException> failures) throws IOException {
        for (MirrorDestination destination : destinations) {
            if (!destination.isInStep()) {
                try {
                    return question.of(destination.store());
                } catch (IOException failed) {
                    MirrorCalls.rethrowInterruption(failed);
                    failures.add(failed);
                }
            }
        }
        throw MirrorWrites.failure(location, "read", failures);
    }

    /** Lists from the first destination that answers; when that fails after its first object, so does the listing. */
    void list(String prefix, ObjectVisitor visitor) throws IOException {
        FirstVisit visits = new FirstVisit(visitor);
        IOException broken = read(store -> {
                    try {
                        store.list(prefix, visits);
                        return visits;
                    } catch (IOException failed) {
                        if (visits.begun) {
                            visits.failure = failed;
                            return visits;
                        }
                        throw failed;
                    }
                })
                .failure;
        if (broken != null) {
            throw broken;
        }
    }

    /** Knows whether anything was shown. */
    private static final class FirstVisit implements ObjectVisitor {
        private final ObjectVisitor visitor;
        private boolean begun;
        private @Nullable IOException failure;

        FirstVisit(ObjectVisitor visitor) {
            this.visitor = visitor;
        }

        @Override
        public void visit(ObjectInfo object) throws IOException {
            if (!object.name().startsWith(MirrorDestination.STATE)) {
                begun = true;
                visitor.visit(object);
            }
        }
    }
}
