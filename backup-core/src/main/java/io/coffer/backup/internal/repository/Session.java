package io.coffer.backup.internal.repository;

import io.coffer.backup.internal.format.Envelopes;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.SessionCodec;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One writer at work, made known to whoever prunes. The session object is put once and never again: whoever
 * removes it, because its heartbeat stopped long ago, has ended the session for good. The heartbeat is an
 * object beside it. Thread-safe.
 */
public final class Session implements AutoCloseable {
    /** How often a writer shows that it is still at work. */
    public static final Duration HEARTBEAT = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final String BEAT = ".beat";
    private static final int IDLE_SECONDS = 10;
    /** Most sessions end before their first heartbeat: so one thread waits for it, on behalf of all. */
    private static final ScheduledThreadPoolExecutor FIRST_BEATS = firstBeats();

    private final Environment environment;
    private final Envelopes envelopes;
    private final String host;
    private final String name;
    private final Instant started;
    private volatile boolean beaten;

    // Guarded by this. A storage that does not answer must not hold up the heartbeats of other sessions: a thread of
    // its
    // own for each that lasts so long.
    private @Nullable Future<?> firstBeat;
    private @Nullable ScheduledExecutorService timer;
    private boolean closed;

    private Session(Environment environment, Envelopes envelopes, String host, String name) {
        this.environment = environment;
        this.envelopes = envelopes;
        this.host = host;
        this.name = name;
        this.started = environment.clock().instant();
    }

    private static ScheduledThreadPoolExecutor firstBeats() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, Session::newThread);
        executor.setRemoveOnCancelPolicy(true);
        // No thread stays behind when there is no session.
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private static Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "coffer-heartbeat");
        thread.setDaemon(true);
        return thread;
    }

    private synchronized void awaitFirstBeat(long period) {
        firstBeat = FIRST_BEATS.schedule(() -> startBeats(period), period, TimeUnit.MILLISECONDS);
    }

    private synchronized void startBeats(long period) {
        if (closed) {
            return;
        }
        ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(Session::newThread);
        timer = beats;
        var unused = beats.scheduleAtFixedRate(this::beat, 0, period, TimeUnit.MILLISECONDS);
    }

    private synchronized void endBeats() {
        closed = true;
        if (firstBeat != null) {
            firstBeat.cancel(false);
        }
        if (timer != null) {
            timer.shutdownNow();
        }
    }

    /**
     * Makes a writer known. Only after this may it look for homes of blobs.
     *
     * @param environment of the repository
     * @param envelopes of the repository
     * @param host that writes
     * @return the session, until it is closed
     * @throws io.coffer.backup.RepositoryException when a prune has the repository for itself, where listings lag
     * @throws IOException when the storage fails
     */
    public static Session start(Environment environment, Envelopes envelopes, String host) throws IOException {
        Session session = startInPrune(environment, envelopes, host);
        if (!environment.store().capabilities().stronglyConsistent()) {
            try {
                // After the session is there: either it is found by a prune that takes the lease, or the lease is here.
                PruneLease.requireNone(environment);
            } catch (IOException | RuntimeException refused) {
                session.close();
                throw refused;
            }
        }
        return session;
    }

    /**
     * Makes a prune known that copies contents. It has the lease, where one is needed.
     *
     * @param environment of the repository
     * @param envelopes of the repository
     * @param host that prunes
     * @return the session, until it is closed
     * @throws IOException when the storage fails
     */
    public static Session startInPrune(Environment environment, Envelopes envelopes, String host) throws IOException {
        return start(environment, envelopes, host, HEARTBEAT);
    }

    static Session start(Environment environment, Envelopes envelopes, String host, Duration heartbeat)
            throws IOException {
        byte[] random = new byte[16];
        environment.random().nextBytes(random);
        ByteBuffer bits = ByteBuffer.wrap(random);
        String name = ObjectType.SESSION.prefix() + new UUID(bits.getLong(), bits.getLong());
        Session session = new Session(environment, envelopes, host, name);
        session.put(name);
        session.awaitFirstBeat(heartbeat.toMillis());
        return session;
    }

    private void put(String object) throws IOException {
        byte[] bytes = SessionCodec.encode(
                envelopes,
                object,
                host,
                Environment.user(),
                Environment.PROGRAM,
                started,
                environment.clock().instant());
        environment
                .store()
                .put(object, ObjectData.of(ByteBuffer.wrap(bytes), ObjectUse.COORDINATION), PutCondition.NONE);
    }

    private void beat() {
        beaten = true;
        try {
            put(heartbeatOf(name));
        } catch (IOException | RuntimeException failed) {
            LOG.warn("cannot renew the session {}; trying again in {}", name, HEARTBEAT, failed);
        }
    }

    /**
     * Names the heartbeat of a session.
     *
     * @param session name of its object
     * @return name of the heartbeat
     */
    public static String heartbeatOf(String session) {
        return session + BEAT;
    }

    /**
     * Finds the session that an object belongs to.
     *
     * @param object name of a session or of a heartbeat
     * @return name of the session
     */
    public static String ofHeartbeat(String object) {
        return object.endsWith(BEAT) ? object.substring(0, object.length() - BEAT.length()) : object;
    }

    /**
     * Names the session.
     *
     * @return name of its object
     */
    public String name() {
        return name;
    }

    /**
     * Tells whether nobody has ended the session.
     *
     * @return false when this writer was given up
     * @throws IOException when the storage fails
     */
    public boolean stands() throws IOException {
        try {
            environment.store().stat(name);
            return true;
        } catch (ObjectNotFoundException ended) {
            return false;
        }
    }

    /** Ends the session. When the storage fails, the session ends when its heartbeat is found to have stopped. */
    @Override
    public void close() {
        endBeats();
        try {
            // Most sessions are shorter than a heartbeat, and some storages want a request for each object.
            environment.store().delete(beaten ? List.of(name, heartbeatOf(name)) : List.of(name));
        } catch (IOException | RuntimeException failed) {
            LOG.warn("cannot end the session {}; a later prune will", name, failed);
        }
    }
}
