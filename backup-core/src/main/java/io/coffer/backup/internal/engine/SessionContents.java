package io.coffer.backup.internal.engine;

import io.coffer.backup.ContentNotFoundException;
import io.coffer.backup.ContentStore;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.SessionExpiredException;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.Chunker;
import io.coffer.backup.internal.content.ContentInput;
import io.coffer.backup.internal.content.ContentReferences;
import io.coffer.backup.internal.content.Lane;
import io.coffer.backup.internal.content.MissingBlobs;
import io.coffer.backup.internal.content.ReferenceWriter;
import io.coffer.backup.internal.content.StreamCutter;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.repository.Session;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The contents that an application puts by itself. They are written in a session of their own, which starts
 * with the first of them and lasts until the repository is closed. Thread-safe.
 */
final class SessionContents implements ContentStore, AutoCloseable {
    private final RepositoryCore core;

    // Guarded by this.
    private @Nullable Session session;
    private @Nullable BlobWriter writer;
    private boolean unflushed;
    private boolean indexed;
    private boolean closed;
    private @Nullable Exception lost;

    SessionContents(RepositoryCore core) {
        this.core = core;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the repository is closed");
        }
    }

    private BlobWriter writer() throws IOException {
        requireOpen();
        if (session == null) {
            session = Session.start(core.environment(), core.envelopes(), HostName.get());
        }
        if (writer == null) {
            core.indexLoader().refresh();
            indexed = true;
            writer = core.newWriter();
        }
        return writer;
    }

    @Override
    public ContentId put(byte[] bytes) throws IOException {
        return put(new ByteArrayInputStream(bytes), bytes.length);
    }

    @Override
    public ContentId put(InputStream stream) throws IOException {
        return put(stream, -1);
    }

    private ContentId put(InputStream stream, long expected) throws IOException {
        return Interruptible.run("putting a content", () -> putNow(stream, expected));
    }

    private synchronized ContentId putNow(InputStream stream, long expected) throws IOException {
        BlobWriter blobs = writer();
        boolean hadOthers = unflushed;
        unflushed = true;
        try {
            ReferenceWriter reference = blobs.newReference();
            Lane lane = blobs.dataLane();
            try {
                new StreamCutter(Chunker.forData(core.keys(), core.config().parameters()))
                        .cut(
                                stream,
                                expected,
                                (bytes, offset, length) -> reference.add(lane.put(bytes, offset, length), length));
            } finally {
                blobs.release(lane);
            }
            return ContentReferences.idOf(blobs, reference.finish());
        } catch (StreamCutter.ReadException failed) {
            // What was stored of it is garbage; the writer is sound.
            throw failed.failure();
        } catch (IOException | RuntimeException failed) {
            giveUp();
            if (hadOthers) {
                // Of those, nobody was told yet.
                lost = failed;
            }
            throw failed;
        }
    }

    /** After a failure of the storage nobody knows what a writer has stored: the next put starts afresh. */
    private void giveUp() {
        if (writer != null) {
            writer.close();
            writer = null;
            unflushed = false;
        }
    }

    @Override
    public synchronized boolean contains(ContentId id) throws IOException {
        if (writer != null && writer.contains(id)) {
            return true;
        }
        try {
            readIndex();
            ContentReference content = ContentReferences.of(core.blobs(), core.index(), id);
            return MissingBlobs.first(core.blobs(), core.index()::contains, content) == null;
        } catch (ContentNotFoundException missing) {
            return false;
        }
    }

    private void readIndex() throws IOException {
        requireOpen();
        if (!indexed) {
            core.indexLoader().refresh();
            indexed = true;
        }
    }

    @Override
    public long size(ContentId id) throws IOException {
        return reference(id).size();
    }

    private synchronized ContentReference reference(ContentId id) throws IOException {
        readIndex();
        if (writer != null && writer.contains(id) && !core.index().contains(id)) {
            // It is on its way into a pack.
            flush();
        }
        try {
            return ContentReferences.of(core.blobs(), core.index(), id);
        } catch (ContentNotFoundException unknown) {
            // Others may have put it since the index was read.
            core.indexLoader().refresh();
            return ContentReferences.of(core.blobs(), core.index(), id);
        }
    }

    @Override
    public byte[] get(ContentId id) throws IOException {
        ContentReference reference = reference(id);
        if (reference.size() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "content " + id + " has " + reference.size() + " bytes, too many for an array; use open(...)");
        }
        try (InputStream in = new ContentInput(core.blobs(), reference)) {
            return in.readAllBytes();
        }
    }

    @Override
    public InputStream open(ContentId id) throws IOException {
        return new ContentInput(core.blobs(), reference(id));
    }

    @Override
    public void flush() throws IOException {
        boolean unused = Interruptible.run("storing contents", this::flushNow);
    }

    /** Gives whether there was anything to be made durable. */
    private synchronized boolean flushNow() throws IOException {
        requireOpen();
        Exception earlier = lost;
        if (earlier != null) {
            lost = null;
            throw new RepositoryException(
                    "a content could not be stored, and others that were put before it are lost with it: "
                            + earlier.getMessage() + "; put again what was put since the last flush",
                    core.store().location(),
                    true,
                    earlier);
        }
        if (writer == null || session == null || !unflushed) {
            return false;
        }
        try {
            writer.flush();
        } catch (IOException | RuntimeException failed) {
            giveUp();
            throw failed;
        }
        unflushed = false;
        if (!session.stands()) {
            String name = session.name();
            session.close();
            session = null;
            giveUp();
            throw new SessionExpiredException(
                    "this repository was open and idle for so long that a prune ended its session " + name
                            + "; what was put since the last backup may be gone, put it again",
                    name,
                    null);
        }
        return true;
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            flush();
        } finally {
            closed = true;
            giveUp();
            if (session != null) {
                session.close();
                session = null;
            }
        }
    }
}
