package io.coffer.backup.internal.repository;

import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.Sha256;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.decorator.ForwardingObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packs of metadata, as they are stored, in the local cache: trees of the snapshot before are read by every backup, and
 * each request costs. A pack is fetched as a whole when something of it is needed for the first time, and put into the
 * cache when it is stored. It is verified against its name once while the repository is open. Only for reading packs of
 * metadata and for writing. Thread-safe.
 */
final class MetadataCache extends ForwardingObjectStore {
    private static final Logger LOG = LoggerFactory.getLogger(MetadataCache.class);
    private static final String KIND = "metadata";
    private static final String PREFIX = ObjectType.DATA_PACK.prefix();
    private static final int BUFFER = 64 << 10;
    private static final int LOCKS = 16;

    private final LocalCache cache;
    private final long mostBytes;
    private final Set<String> verified = ConcurrentHashMap.newKeySet();
    /** What the storage has damaged, or the cache cannot take, is not fetched as a whole each time. */
    private final Set<String> without = ConcurrentHashMap.newKeySet();
    /** Of several threads that need a pack one fetches it. */
    private final Object[] locks = new Object[LOCKS];

    MetadataCache(ObjectStore target, LocalCache cache, long mostBytes) {
        super(target);
        this.cache = cache;
        this.mostBytes = mostBytes;
        Arrays.setAll(locks, number -> new Object());
    }

    private static String file(String object) {
        return object.substring(object.lastIndexOf('/') + 1);
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        super.put(name, data, condition);
        if (data.use() == ObjectUse.METADATA && name.startsWith(PREFIX)) {
            cache.write(KIND, file(name), data::writeTo);
            trim();
        }
    }

    @Override
    public byte[] get(String name, long offset, int length) throws IOException {
        synchronized (locks[Math.floorMod(name.hashCode(), LOCKS)]) {
            byte[] bytes = read(name, offset, length);
            if (bytes == null && !without.contains(name)) {
                fetch(name);
                bytes = read(name, offset, length);
            }
            if (bytes != null) {
                return bytes;
            }
            without.add(name);
        }
        // Damaged, or it cannot be kept: whoever asks finds out for itself.
        return super.get(name, offset, length);
    }

    private byte @Nullable [] read(String name, long offset, int length) {
        Path path = cache.path(KIND, file(name));
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (!verified.contains(name)) {
                if (!file(name).equals(hash(channel))) {
                    LOG.warn("{} in the cache is damaged, and is made anew", name);
                    cache.delete(KIND, file(name));
                    return null;
                }
                verified.add(name);
                Files.setLastModifiedTime(path, FileTime.fromMillis(System.currentTimeMillis()));
            }
            ByteBuffer bytes = ByteBuffer.allocate(length);
            int count = 0;
            while (bytes.hasRemaining() && count >= 0) {
                count = channel.read(bytes, offset + bytes.position());
            }
            return bytes.hasRemaining() ? null : bytes.array();
        } catch (IOException absent) {
            LOG.debug("{} is not in the cache: {}", name, absent.toString());
            return null;
        }
    }

    private static String hash(FileChannel channel) throws IOException {
        MessageDigest digest = Sha256.start();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long at = 0;
        while (true) {
            buffer.clear();
            int count = channel.read(buffer, at);
            if (count < 0) {
                return HexFormat.of().formatHex(digest.digest());
            }
            at += count;
            digest.update(buffer.flip());
        }
    }

    /** Brings a pack into the cache, unless the cache cannot take it. */
    private void fetch(String name) throws IOException {
        verified.remove(name);
        try (InputStream in = target().get(name)) {
            Failing source = new Failing(in);
            cache.write(KIND, file(name), source::copyTo);
            if (source.failure != null) {
                throw source.failure;
            }
        }
        trim();
    }

    /** Tells a failure of the storage from one of the cache. */
    private static final class Failing {
        private final InputStream in;
        private @Nullable IOException failure;

        Failing(InputStream in) {
            this.in = in;
        }

        void copyTo(FileChannel channel) throws IOException {
            byte[] buffer = new byte[BUFFER];
            while (true) {
                int count;
                try {
                    count = in.read(buffer);
                } catch (IOException failed) {
                    failure = failed;
                    throw failed;
                }
                if (count < 0) {
                    return;
                }
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        }
    }

    private record Kept(String name, long size, FileTime used) {}

    /** Removes what was not used for longest, when there is too much. */
    private synchronized void trim() {
        List<Kept> files = new ArrayList<>();
        long bytes = 0;
        for (String name : cache.list(KIND)) {
            Path path = cache.path(KIND, name);
            try {
                Kept kept = new Kept(name, Files.size(path), Files.getLastModifiedTime(path));
                files.add(kept);
                bytes += kept.size();
            } catch (IOException gone) {
                LOG.debug("{} is not in the cache any more", name, gone);
            }
        }
        files.sort(Comparator.comparing(Kept::used));
        // Some of them more than needed, so that this is not done for each pack.
        long most = bytes > mostBytes ? mostBytes / 4 * 3 : mostBytes;
        for (Kept oldest : files) {
            if (bytes <= most) {
                return;
            }
            cache.delete(KIND, oldest.name());
            bytes -= oldest.size();
        }
    }
}
