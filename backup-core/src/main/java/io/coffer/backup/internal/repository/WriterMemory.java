package io.coffer.backup.internal.repository;

import io.coffer.backup.Manifest;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.content.KnownMetadata;
import io.coffer.backup.internal.format.Envelopes;
import io.coffer.backup.internal.format.ManifestCodec;
import io.coffer.backup.internal.format.Sha256;
import io.coffer.backup.model.ContentId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a writer that cannot read remembers of its own last backup of the same sources: the manifest, and the pieces of
 * trees and lists, so that it knows what has changed. It lies in the local cache, where it can be deleted at any
 * time: then all files are read again. Thread-safe.
 */
public final class WriterMemory implements KnownMetadata {
    private static final Logger LOG = LoggerFactory.getLogger(WriterMemory.class);
    private static final String KIND = "written";
    private static final String PIECES = ".pieces";
    private static final int ID_LENGTH = 64;
    private static final int RECORD_HEAD = 4 + ContentId.LENGTH;
    private static final int MAX_PIECE = 32 << 20;
    /** Sixteen MiB of memory; who backs up more directories than that reads all files each time. */
    private static final int MAX_PIECES = 1 << 19;

    private final LocalCache cache;
    private final Set<Recording> recordings = ConcurrentHashMap.newKeySet();

    /**
     * Prepares.
     *
     * @param cache of the repository
     */
    public WriterMemory(LocalCache cache) {
        this.cache = cache;
    }

    /**
     * The last backup.
     *
     * @param id of the snapshot
     * @param manifest of the snapshot
     */
    public record Last(String id, Manifest manifest) {}

    /**
     * Remembers the last backup of the same sources.
     *
     * @param host that made it
     * @param sources what was backed up
     * @return null when nothing is remembered
     */
    public @Nullable Last last(String host, List<Manifest.SourceInfo> sources) {
        String name = name(host, sources);
        byte[] bytes = cache.read(KIND, name, ID_LENGTH + ManifestCodec.MAX_LENGTH);
        if (bytes == null || bytes.length < ID_LENGTH) {
            return null;
        }
        try {
            byte[] manifest = Arrays.copyOfRange(bytes, ID_LENGTH, bytes.length);
            return new Last(
                    new String(bytes, 0, ID_LENGTH, StandardCharsets.US_ASCII),
                    ManifestCodec.decode(Envelopes.PLAIN, KIND + "/" + name, manifest));
        } catch (IOException damaged) {
            LOG.warn(
                    "what is remembered of the last backup cannot be used; all files are read: {}", damaged.toString());
            return null;
        }
    }

    /**
     * Starts to remember a backup, and lends what is remembered of the one before.
     *
     * @param host that makes it
     * @param sources what is backed up
     * @return to be closed when the backup has ended
     */
    public Recording record(String host, List<Manifest.SourceInfo> sources) {
        Recording recording = new Recording(name(host, sources));
        recordings.add(recording);
        return recording;
    }

    private static String name(String host, List<Manifest.SourceInfo> sources) {
        StringBuilder text = new StringBuilder(host);
        sources.forEach(
                source -> text.append('\0').append(source.name()).append('\0').append(source.location()));
        return HexFormat.of().formatHex(Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public byte @Nullable [] find(ContentId id) throws IOException {
        for (Recording recording : recordings) {
            byte[] bytes = recording.find(id);
            if (bytes != null) {
                return bytes;
            }
        }
        return null;
    }

    /** Takes note of the pieces of one backup. Thread-safe. */
    public final class Recording implements Closeable {
        private final String name;
        private final Path part;
        private final OffsetTable before = new OffsetTable();
        private final OffsetTable now = new OffsetTable();
        private @Nullable FileChannel old;
        private @Nullable FileChannel current;

        private Recording(String name) {
            this.name = name;
            this.part = cache.path(KIND, name + PIECES + ".new");
            try {
                Files.createDirectories(part.toAbsolutePath().getParent());
                old = open(cache.path(KIND, name + PIECES));
                current = FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
            } catch (IOException unusable) {
                LOG.warn("the next backup will read all files again: {}", unusable.toString());
            }
        }

        private @Nullable FileChannel open(Path file) throws IOException {
            try {
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                readPlaces(channel);
                return channel;
            } catch (NoSuchFileException first) {
                return null;
            }
        }

        private void readPlaces(FileChannel channel) throws IOException {
            ByteBuffer head = ByteBuffer.allocate(RECORD_HEAD);
            long at = 0;
            while (at + RECORD_HEAD <= channel.size() && before.size() < MAX_PIECES) {
                read(channel, head.clear(), at);
                int length = head.getInt(0);
                if (length < 1 || length > MAX_PIECE) {
                    return;
                }
                before.put(ContentId.of(head, 4), at);
                at += RECORD_HEAD + length;
            }
        }

        /**
         * Takes note of a piece.
         *
         * @param id of the piece
         * @param bytes where it lies
         * @param offset of its first byte
         * @param length in bytes
         */
        public synchronized void put(ContentId id, byte[] bytes, int offset, int length) {
            FileChannel channel = current;
            if (channel == null || now.size() >= MAX_PIECES) {
                return;
            }
            try {
                long at = channel.size();
                if (!now.put(id, at)) {
                    return;
                }
                ByteBuffer entry = ByteBuffer.allocate(RECORD_HEAD + length);
                entry.putInt(length);
                id.writeTo(entry, 4);
                entry.position(RECORD_HEAD).put(bytes, offset, length).flip();
                while (entry.hasRemaining()) {
                    channel.write(entry, at + entry.position());
                }
            } catch (IOException unusable) {
                LOG.warn("the next backup will read all files again: {}", unusable.toString());
                current = null;
                closeQuietly(channel);
            }
        }

        private synchronized byte @Nullable [] find(ContentId id) throws IOException {
            byte[] bytes = read(current, now.find(id));
            if (bytes == null) {
                bytes = read(old, before.find(id));
                if (bytes != null) {
                    // A list that is asked for belongs to a file that is taken over, and nobody puts it again.
                    put(id, bytes, 0, bytes.length);
                }
            }
            return bytes;
        }

        /**
         * Keeps what was noted, once the backup is committed.
         *
         * @param id of the snapshot
         * @param manifest of the snapshot
         */
        public synchronized void commit(String id, Manifest manifest) {
            FileChannel channel = current;
            if (channel == null) {
                return;
            }
            current = null;
            closeQuietly(channel);
            try {
                Files.move(
                        part,
                        cache.path(KIND, name + PIECES),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                byte[] encoded = ManifestCodec.encode(Envelopes.PLAIN, manifest);
                ByteBuffer last = ByteBuffer.allocate(ID_LENGTH + encoded.length);
                last.put(id.getBytes(StandardCharsets.US_ASCII)).put(encoded);
                cache.write(KIND, name, last.array());
            } catch (RepositoryException impossible) {
                throw new IllegalStateException("nothing is read here", impossible);
            } catch (IOException unusable) {
                LOG.warn("the next backup will read all files again: {}", unusable.toString());
            }
        }

        @Override
        public synchronized void close() {
            recordings.remove(this);
            closeQuietly(old);
            closeQuietly(current);
            try {
                Files.deleteIfExists(part);
            } catch (IOException stays) {
                LOG.debug("cannot delete {}", part, stays);
            }
        }
    }

    private static byte @Nullable [] read(@Nullable FileChannel channel, long at) throws IOException {
        if (channel == null || at < 0) {
            return null;
        }
        ByteBuffer head = ByteBuffer.allocate(4);
        read(channel, head, at);
        byte[] bytes = new byte[head.getInt(0)];
        read(channel, ByteBuffer.wrap(bytes), at + RECORD_HEAD);
        return bytes;
    }

    private static void read(FileChannel channel, ByteBuffer target, long at) throws IOException {
        long position = at;
        while (target.hasRemaining()) {
            int count = channel.read(target, position);
            if (count < 0) {
                throw new IOException("a file of the cache ends within a piece");
            }
            position += count;
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException closed) {
            LOG.debug("cannot close a file of the cache", closed);
        }
    }
}
