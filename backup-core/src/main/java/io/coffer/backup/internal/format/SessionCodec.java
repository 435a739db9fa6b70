package io.coffer.backup.internal.format;

import java.time.Instant;

/** The object that says that a writer is at work. Others look at its age in the storage, people at its text. */
public final class SessionCodec {
    /** No session is larger, in bytes. */
    public static final int MAX_LENGTH = 1 << 20;

    private SessionCodec() {}

    /**
     * Encodes a session.
     *
     * @param envelopes of the repository
     * @param name under which the object will be stored
     * @param host of the writer
     * @param user of the writer
     * @param program that writes
     * @param started when
     * @param renewed when it was last known to be at work
     * @return the bytes of the object
     */
    public static byte[] encode(
            Envelopes envelopes,
            String name,
            String host,
            String user,
            String program,
            Instant started,
            Instant renewed) {
        return envelopes.wrap(
                ObjectType.SESSION,
                name,
                Json.write(Config.ordered(
                        "host", host,
                        "user", user,
                        "program", program,
                        "started", started.toString(),
                        "renewed", renewed.toString())));
    }
}
