package io.coffer.backup.internal.repository;

import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.format.Envelopes;
import io.coffer.backup.internal.format.SessionCodec;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What a prune takes where listings lag: an object with a fixed name, which everybody sees at once. While it is there no
 * writer begins, and no other prune, unless it is old. So it spares a prune from seeing half of what others do; that
 * nothing is lost does not depend on it. Not thread-safe.
 */
public final class PruneLease implements AutoCloseable {
    private static final String NAME = "leases/prune";
    /** A lease that is older is of a prune that died. */
    private static final Duration EXPIRY = Duration.ofDays(1);

    private final ObjectStore store;
    private final Clock clock;
    private final byte[] bytes;
    private final Instant taken;

    private PruneLease(Environment environment, byte[] bytes, Instant taken) {
        this.store = environment.store();
        this.clock = environment.clock();
        this.bytes = bytes;
        this.taken = taken;
    }

    /**
     * Takes the lease.
     *
     * @param environment of the repository
     * @param envelopes of the repository
     * @param host that prunes
     * @return the lease, until it is closed
     * @throws RepositoryException when another prune has it
     * @throws IOException when the storage fails
     */
    public static PruneLease take(Environment environment, Envelopes envelopes, String host) throws IOException {
        byte[] token = new byte[8];
        environment.random().nextBytes(token);
        Instant now = environment.clock().instant();
        byte[] bytes = SessionCodec.encode(
                envelopes,
                NAME,
                host + "/" + HexFormat.of().formatHex(token),
                Environment.user(),
                Environment.PROGRAM,
                now,
                now);
        ObjectData data = ObjectData.of(ByteBuffer.wrap(bytes), ObjectUse.COORDINATION);
        requireNone(environment);
        try {
            environment.store().put(NAME, data, PutCondition.IF_ABSENT);
        } catch (ObjectExistsException other) {
            // One of a prune that died, or it would have been found above; or one that was just faster.
            requireNone(environment);
            environment.store().put(NAME, data, PutCondition.NONE);
        }
        return new PruneLease(environment, bytes, now);
    }

    /**
     * Lets nobody begin while a prune needs the repository for itself.
     *
     * @param environment of the repository
     * @throws RepositoryException when one does
     * @throws IOException when the storage fails
     */
    static void requireNone(Environment environment) throws IOException {
        Instant taken;
        try {
            taken = environment.store().stat(NAME).modified();
        } catch (ObjectNotFoundException none) {
            return;
        }
        if (taken.plus(EXPIRY).isAfter(environment.clock().instant())) {
            throw new RepositoryException(
                    "a prune has the repository for itself since " + taken
                            + ", because the listings of this storage lag; try again when it has ended",
                    NAME,
                    true,
                    null);
        }
    }

    /**
     * Requires that others heed the lease: nobody has taken it over, and it is not so old that writers go on.
     *
     * @throws RepositoryException when they do not
     * @throws IOException when the storage fails
     */
    public void require() throws IOException {
        if (!stands()) {
            throw new RepositoryException(
                    "another prune has taken the repository over; try again when it has ended", NAME, true, null);
        }
        if (!taken.plus(EXPIRY).isAfter(clock.instant())) {
            throw new RepositoryException(
                    "this prune has the repository for itself since " + taken
                            + ", which is so long that writers begin all the same; try again",
                    NAME,
                    true,
                    null);
        }
    }

    private boolean stands() throws IOException {
        try {
            return Arrays.equals(bytes, Objects.readAll(store, NAME, SessionCodec.MAX_LENGTH));
        } catch (ObjectNotFoundException gone) {
            return false;
        }
    }

    /** Gives the lease back, unless somebody has taken it over. */
    @Override
    public void close() throws IOException {
        if (stands()) {
            store.delete(List.of(NAME));
        }
    }
}
