package io.coffer.backup.store.azure;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNames;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreCapabilities;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * Objects as block blobs in a container of Azure Blob Storage, optionally below a prefix. The name of an object is the
 * name of its blob; a segment that ends with a dot gets a tilde after it.
 *
 * <p>An object is put by one request, and a very large one in blocks that are committed together at the end; so it is
 * seen whole or not at all, and nothing has to be cleaned up. What the storage gets it verifies by MD5. Each read is one
 * request. A container that does not exist is an empty store, and the first put makes it (unless
 * {@link AzureObjectStoreBuilder#createContainer} says no); one that disappears while it is in use makes calls fail with
 * {@link io.coffer.backup.spi.StoreUnavailableException}, and is not made again. Blobs that cannot be objects are left
 * alone.
 *
 * <p>Nothing is tried again here: wrap the store for that. A put with {@link PutCondition#IF_ABSENT} whose answer was
 * lost may be repeated through the same store, and succeeds when the earlier attempt did.
 *
 * <p>With {@link AzureObjectStoreBuilder#immutability} objects are kept from the moment they are put. Azure keeps
 * versions: what is deleted or replaced before its time disappears from sight and stays as an earlier version, which can
 * be restored. {@link #retain} asks for the present policy first; of two programs that extend the same unlocked policy at
 * the same moment, the one with the shorter time may win.
 *
 * <p>Safe for use by many threads, and by many programs on one container. A thread that is interrupted gets
 * {@link java.io.InterruptedIOException}, and its interrupt status is set.
 */
public final class AzureObjectStore implements ObjectStore {
    private final BlobConnection connection;
    private final BlobReader reader;
    private final BlobWriter writer;
    private final BlobMaintenance maintenance;
    private final StoreCapabilities capabilities;
    private volatile boolean closed;

    AzureObjectStore(BlobConnection connection) {
        this.connection = connection;
        this.reader = new BlobReader(connection);
        this.writer = new BlobWriter(connection);
        this.maintenance = new BlobMaintenance(connection);
        this.capabilities = StoreCapabilities.builder()
                .conditionalPut(true)
                .serverTime(true)
                .remote(true)
                .coldStorage(connection.settings.coldStorage())
                .objectLock(connection.settings.immutabilityMode() != null)
                .maximumObjectSize(connection.maximumObjectSize())
                .maximumBatchDelete(1)
                .build();
    }

    /**
     * Starts with the settings of a store in the public cloud, with the credentials of the environment.
     *
     * @return a builder
     */
    public static AzureObjectStoreBuilder builder() {
        return new AzureObjectStoreBuilder();
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        begin(name);
        writer.put(name, data, Objects.requireNonNull(condition, "condition"));
    }

    @Override
    public InputStream get(String name) throws IOException {
        begin(name);
        return reader.open(name);
    }

    @Override
    public byte[] get(String name, long offset, int length) throws IOException {
        begin(name);
        if (offset < 0 || length < 1) {
            throw new IllegalArgumentException(
                    "a range starts at 0 or later and has 1 byte or more; was offset " + offset + ", length " + length);
        }
        return reader.read(name, offset, length);
    }

    @Override
    public ObjectInfo stat(String name) throws IOException {
        begin(name);
        return reader.stat(name);
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws IOException {
        begin();
        new Listing(connection, Objects.requireNonNull(prefix, "prefix"), Objects.requireNonNull(visitor, "visitor"))
                .run();
    }

    /** Goes on to the end when one cannot be deleted, and then throws the first failure with the others attached. */
    @Override
    public void delete(Collection<String> names) throws IOException {
        maintenance.delete(begin(names));
    }

    /** Goes on to the end when one fails, and then throws the first failure with the others attached. */
    @Override
    public Collection<String> recall(Collection<String> names) throws IOException {
        return maintenance.recall(begin(names));
    }

    /** Goes on to the end when one fails, and then throws the first failure with the others attached. */
    @Override
    public void retain(Collection<String> names, Instant until) throws IOException {
        List<String> checked = begin(names);
        Objects.requireNonNull(until, "until");
        if (!capabilities.objectLock()) {
            throw new UnsupportedOperationException(location()
                    + " was opened without immutability; open it with lock=unlocked&lock-days=30, or the like");
        }
        maintenance.retain(checked, until);
    }

    @Override
    public StoreCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public String location() {
        return connection.location();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return location();
    }

    private void begin(String name) {
        begin();
        ObjectNames.check(name);
    }

    private List<String> begin(Collection<String> names) {
        begin();
        List<String> checked = List.copyOf(names);
        checked.forEach(ObjectNames::check);
        return checked;
    }

    private void begin() {
        if (closed) {
            throw new IllegalStateException("the store " + location() + " is closed");
        }
        connection.renewCredentials();
    }
}
