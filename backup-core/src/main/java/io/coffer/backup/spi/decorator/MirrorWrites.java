package io.coffer.backup.spi.decorator;

import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one write at all destinations that are in step, and takes those out that fail.
 *
 * <p>Packs go to all at once. What says what counts (manifests, the index, lists) comes to the first destination before
 * it comes to the others, and leaves it after them: so when the process dies in the middle, the destination that
 * everybody reads has all that any of them has. Not thread-safe; one for each write.
 */
final class MirrorWrites {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorWrites.class);

    private final MirrorCalls calls;
    private final List<MirrorDestination> inStep;
    private final String location;
    private final String what;
    private final List<MirrorDestination> written = new ArrayList<>();
    private final Map<MirrorDestination, IOException> failures = new LinkedHashMap<>();

    /**
     * Prepares.
     *
     * @param calls makes calls at the same time
     * @param inStep destinations that have everything; where there are none, a write fails
     * @param location of the mirror, for messages
     * @param what is being done, for messages
     */
    MirrorWrites(MirrorCalls calls, List<MirrorDestination> inStep, String location, String what) {
        this.calls = calls;
        this.inStep = inStep;
        this.location = location;
        this.what = what;
    }

    /** Writes to all at the same time. */
    void allAtOnce(MirrorCalls.Call call) throws IOException {
        callAll(inStep, call);
        finish();
    }

    /** Writes to the first one that takes it, and then to the others; the first decides on a condition. */
    void firstBeforeOthers(MirrorCalls.Call call) throws IOException {
        int next = 0;
        while (written.isEmpty() && next < inStep.size()) {
            MirrorDestination destination = inStep.get(next++);
            callAll(List.of(destination), call);
            if (failures.get(destination) instanceof ObjectExistsException exists) {
                throw exists;
            }
        }
        callAll(inStep.subList(next, inStep.size()), call);
        finish();
    }

    /** Writes to the first one only after the others. */
    void firstAfterOthers(MirrorCalls.Call call) throws IOException {
        int others = Math.min(1, inStep.size());
        callAll(inStep.subList(others, inStep.size()), call);
        callAll(inStep.subList(0, others), call);
        finish();
    }

    /** Goes on with the others when one fails, takes none of them out, and fails in the end. */
    void atEach(MirrorCalls.Call call) throws IOException {
        callAll(inStep, call);
        if (!failures.isEmpty() || written.isEmpty()) {
            throw failure(location, what, failures.values());
        }
    }

    private void callAll(List<MirrorDestination> destinations, MirrorCalls.Call call) throws IOException {
        if (destinations.isEmpty()) {
            return;
        }
        List<ObjectStore> stores =
                destinations.stream().map(MirrorDestination::store).toList();
        List<@Nullable IOException> outcomes = calls.run(what, stores, call);
        for (int i = 0; i < outcomes.size(); i++) {
            IOException failed = outcomes.get(i);
            if (failed == null) {
                written.add(destinations.get(i));
            } else {
                failures.put(destinations.get(i), failed);
            }
        }
    }

    private void finish() throws IOException {
        if (written.isEmpty()) {
            throw failure(location, what, failures.values());
        }
        for (Map.Entry<MirrorDestination, IOException> failed : failures.entrySet()) {
            String reason = "it failed to " + what + ": " + failed.getValue().getMessage();
            LOG.warn(
                    "{} is behind, {}; the mirror goes on without it until it has caught up",
                    failed.getKey().store().location(),
                    reason);
            failed.getKey().fallBehind(reason, written);
        }
    }

    /** What to throw when nobody did it. */
    static IOException failure(String location, String what, Iterable<IOException> failures) {
        IOException first = null;
        for (IOException failed : failures) {
            if (first == null) {
                first = failed;
            } else if (failed != first) {
                // Data that cannot be read fails everywhere with the same exception.
                first.addSuppressed(failed);
            }
        }
        return first != null
                ? first
                : new StoreException(
                        "cannot " + what + " in the mirror " + location
                                + ": each of its destinations misses something that another has; let them catch up first",
                        null,
                        false,
                        null);
    }
}
