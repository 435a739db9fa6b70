package io.coffer.backup.store.s3;

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
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Objects in an S3 bucket: of AWS, or of any other server that speaks its protocol. The name of an object is its key
 * below a prefix of the bucket.
 *
 * <p>Opening makes no request. The bucket must be there; the store never makes one. Keys below the prefix that cannot
 * be names of objects are left alone.
 *
 * <p>A failed request is not repeated: wrap the store in a decorator for that. A request is given up when the server
 * does not answer in time ({@link S3ObjectStoreBuilder#timeout}), and an upload also when it is slower than 16 KiB/s.
 * An upload in several parts that fails is taken back; when that fails too, the parts stay in the bucket until a rule
 * of the bucket removes them, and are never listed.
 *
 * <p>In a bucket with versions, deleting an object leaves its versions and a marker; they cost storage until a rule
 * of the bucket removes them. With object lock, that is what keeps them: a deleted object is gone for this store, and
 * its locked version can be brought back by removing the marker.
 *
 * <p>Safe for use by many threads, and by many programs on one bucket. A thread that is interrupted gets
 * {@link java.io.InterruptedIOException}, at the latest when the request that is under way has ended or timed out.
 */
public final class S3ObjectStore implements ObjectStore {
    private final String location;
    private final Settings settings;
    private final S3Client client;
    private final Workers workers;
    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final Listing listing;
    private final Deletion deletion;
    private final ColdObjects coldObjects;
    private final Retention retention;
    private final StoreCapabilities capabilities;
    private volatile boolean closed;

    S3ObjectStore(String location, Settings settings, S3Client client, Secrets secrets) {
        this.location = location;
        this.settings = settings;
        this.client = client;
        this.workers = new Workers(settings.parallel());
        Failures failures = new Failures(location, settings, secrets);
        Requests requests = new Requests(settings);
        this.reader = new ObjectReader(client, settings, requests, failures, location);
        this.writer = new ObjectWriter(client, settings, requests, reader, failures, workers, location);
        this.listing = new Listing(client, settings, failures, location);
        this.deletion = new Deletion(client, settings, failures);
        this.coldObjects = new ColdObjects(client, settings, reader, failures, workers);
        this.retention = new Retention(client, settings, failures, workers);
        this.capabilities = StoreCapabilities.builder()
                .conditionalPut(settings.claimsConditionalPut())
                .serverTime(true)
                .remote(true)
                .objectLock(settings.locks())
                .coldStorage(settings.coldStorage())
                .maximumObjectSize(settings.maximumObjectSize())
                .maximumBatchDelete(settings.deleteBatch())
                .build();
    }

    /**
     * Starts with AWS, its default credentials and its default region.
     *
     * @param bucket its name, or the alias of an access point
     * @return a builder
     * @throws IllegalArgumentException when it cannot be the name of a bucket
     */
    public static S3ObjectStoreBuilder builder(String bucket) {
        return new S3ObjectStoreBuilder(Objects.requireNonNull(bucket, "bucket"));
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        begin(name);
        writer.put(name, data, Objects.requireNonNull(condition, "condition"));
    }

    /** Closed before its end, the stream gives up its connection instead of reading the rest. */
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

    /** Costs a second request when there is no such object, to tell that from a bucket that is gone. */
    @Override
    public ObjectInfo stat(String name) throws IOException {
        begin(name);
        return reader.stat(name);
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws IOException {
        checkOpen();
        listing.run(Objects.requireNonNull(prefix, "prefix"), Objects.requireNonNull(visitor, "visitor"));
    }

    /**
     * Objects that the server refuses to delete do not keep it from deleting the others: then the first refusal is
     * thrown, with the others attached.
     */
    @Override
    public void delete(Collection<String> names) throws IOException {
        deletion.run(begin(names));
    }

    /** Costs a request for each object, and another one for each that must be asked for. */
    @Override
    public Collection<String> recall(Collection<String> names) throws IOException {
        Collection<String> checked = begin(names);
        return settings.coldStorage() ? coldObjects.recall(checked) : List.of();
    }

    /** Costs a request for each object, and another one for each whose retention ends earlier. */
    @Override
    public void retain(Collection<String> names, Instant until) throws IOException {
        Collection<String> checked = begin(names);
        Objects.requireNonNull(until, "until");
        if (!settings.locks()) {
            throw new UnsupportedOperationException("the store " + location
                    + " was opened without object lock; open it with lock=governance or lock=compliance, on a bucket"
                    + " that was made with object lock");
        }
        retention.extend(checked, until);
    }

    /**
     * Makes no request. Conditional puts are claimed of AWS, and of other servers when
     * {@link S3ObjectStoreBuilder#conditionalPut} says so; they are made wherever they work.
     */
    @Override
    public StoreCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        workers.close();
        client.close();
        CustomerKey customerKey = settings.customerKey();
        if (customerKey != null) {
            customerKey.close();
        }
    }

    @Override
    public String toString() {
        return location();
    }

    private Collection<String> begin(Collection<String> names) {
        checkOpen();
        List<String> checked = List.copyOf(names);
        checked.forEach(ObjectNames::check);
        return checked;
    }

    private void begin(String name) {
        checkOpen();
        ObjectNames.check(name);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the store " + location + " is closed");
        }
    }
}
