package io.coffer.backup.spi.decorator;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One of the stores of a mirror, and whether it has everything. That it has not is also written into those stores that
 * do: whoever opens the mirror next must know. Thread-safe.
 */
final class MirrorDestination {
    /** Names that start so are the mirror's own. */
    static final String STATE = "mirror-state/";

    private static final int MARKER_BYTES = 16;

    private final ObjectStore store;
    private final String marker;
    private volatile @Nullable String behind;

    MirrorDestination(ObjectStore store) {
        this.store = store;
        this.marker = STATE + "behind-" + fingerprint(store.location());
    }

    private static String fingerprint(String location) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(location.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, MARKER_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java runtime lacks SHA-256, which every one must have", impossible);
        }
    }

    ObjectStore store() {
        return store;
    }

    boolean isInStep() {
        return behind == null;
    }

    /** Those that have everything, in their order. */
    static List<MirrorDestination> inStep(List<MirrorDestination> all) {
        return all.stream().filter(MirrorDestination::isInStep).toList();
    }

    /** Why it is not in step; null when it is. */
    @Nullable
    String behind() {
        return behind;
    }

    /** Names of the markers that this store holds about others. */
    Set<String> markers() throws IOException {
        Set<String> names = new HashSet<>();
        store.list(STATE, object -> names.add(object.name()));
        return names;
    }

    /** Takes over what an earlier run knew. */
    void learn(Set<String> markers) {
        if (markers.contains(marker)) {
            behind = "it missed what was written when the mirror was used before";
        }
    }

    /**
     * Takes it out of step, and lets the stores that have what it lacks remember that.
     *
     * @throws IOException when none of them could
     */
    void fallBehind(String reason, List<MirrorDestination> others) throws IOException {
        IOException failure = null;
        boolean remembered = false;
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        for (MirrorDestination other : others) {
            try {
                other.store.put(
                        marker, ObjectData.of(ByteBuffer.wrap(text), ObjectUse.COORDINATION), PutCondition.NONE);
                remembered = true;
            } catch (IOException failed) {
                failure = failed;
            }
        }
        behind = reason;
        if (!remembered && failure != null) {
            throw failure;
        }
    }

    /** Takes it back into step, after it has got everything; the others forget that it was behind. */
    void backInStep(List<MirrorDestination> all) throws IOException {
        for (MirrorDestination each : all) {
            if (each == this || each.isInStep()) {
                each.store.delete(List.of(marker));
            }
        }
        behind = null;
    }

    /** Takes all back into step, after each has got what any of the others had. */
    static void allBackInStep(List<MirrorDestination> all) throws IOException {
        List<String> markers = all.stream().map(each -> each.marker).toList();
        for (MirrorDestination each : all) {
            each.store.delete(markers);
        }
        all.forEach(each -> each.behind = null);
    }
}
