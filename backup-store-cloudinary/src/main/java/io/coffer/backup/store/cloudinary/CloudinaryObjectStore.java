package io.coffer.backup.store.cloudinary;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNames;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.RangeNotSatisfiableException;
import io.coffer.backup.spi.StoreCapabilities;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.store.cloudinary.Transport.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Clock;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An object store in Cloudinary: each object is a raw asset that is given to signed requests only. The package says how
 * objects are kept, and what Cloudinary cannot promise; in short:
 *
 * <ul>
 *   <li>It is not strongly consistent: listings may lag behind what other clients did, for some seconds.
 *   <li>Of several simultaneous puts with {@link PutCondition#IF_ABSENT} more than one may win.
 *   <li>Listings are limited in number per hour. When they are used up, a
 *       {@link io.coffer.backup.spi.StoreUnavailableException} says when there are new ones.
 * </ul>
 *
 * <p>Safe for use by many threads.
 */
public final class CloudinaryObjectStore implements ObjectStore {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18})");

    private final String location;
    private final PublicIds ids;
    private final Endpoints endpoints;
    private final CloudinaryCredentialsSource credentials;
    private final Transport transport;
    private final Uploads uploads;
    private final RecentWrites writes;
    private final Listings listings;
    private final StoreCapabilities capabilities;
    private volatile boolean closed;

    CloudinaryObjectStore(
            PublicIds ids, Endpoints endpoints, CloudinaryCredentialsSource credentials, CloudinaryStoreBuilder options)
            throws IOException {
        this.ids = ids;
        this.endpoints = endpoints;
        this.credentials = credentials;
        Clock clock = options.clock;
        this.location = "cloudinary://" + endpoints.cloud() + "/" + ids.prefix();
        Failures failures = new Failures(location, clock);
        AdminBudget budget = new AdminBudget(location, clock, failures);
        this.transport = new Transport(
                endpoints, credentials, options.signatureAlgorithm, options.timeout, clock, failures, budget);
        this.uploads = new Uploads(transport, options.chunkSize, options.timeout);
        this.writes = new RecentWrites(clock);
        this.listings = new Listings(transport, endpoints, ids, writes, clock, options.listingsKeptFor);
        long maximum = options.maximumAssetSize > 0 ? options.maximumAssetSize : askMaximum();
        this.capabilities = StoreCapabilities.builder()
                .stronglyConsistent(false)
                .conditionalPut(false)
                .serverTime(true)
                .remote(true)
                .maximumObjectSize(maximum - 1)
                .maximumBatchDelete(1)
                .build();
    }

    /**
     * Starts to say which cloud, and with what credentials.
     *
     * @return a builder
     */
    public static CloudinaryStoreBuilder builder() {
        return new CloudinaryStoreBuilder();
    }

    private long askMaximum() throws IOException {
        Subject subject = new Subject("opening", null);
        Answer limits = transport.admin(subject, endpoints.usage()).objectOrNull("media_limits");
        try {
            long maximum = limits == null ? 0 : limits.number("raw_max_size_bytes");
            if (maximum >= 2) {
                return maximum;
            }
            throw new IOException("it does not tell the largest raw file of the plan; give it to the builder of the"
                    + " store, or as maximumAssetSize in the URI");
        } catch (IOException missing) {
            throw transport.strange(subject, missing);
        }
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        requireOpen();
        String id = ids.of(name);
        Uploads.requireFits(name, data, capabilities.maximumObjectSize(), location);
        SortedMap<String, String> parameters = parameters(id);
        parameters.put("overwrite", condition == PutCondition.NONE ? "true" : "false");
        Subject subject = new Subject("putting", name);
        listings.beginWrite();
        try {
            Answer answer = uploads.upload(subject, data, parameters);
            if (condition == PutCondition.IF_ABSENT && answer.isTrue("existing")) {
                throw new ObjectExistsException(
                        "there is an object \"" + name + "\" at " + location + " already; it is untouched", name, null);
            }
            writes.stored(verified(subject, name, id, data, answer));
        } catch (ObjectExistsException exists) {
            throw exists;
        } catch (IOException | RuntimeException failed) {
            writes.forget(name);
            throw failed;
        } finally {
            listings.endWrite();
        }
    }

    private ObjectInfo verified(Subject subject, String name, String id, ObjectData data, Answer answer)
            throws StoreException {
        try {
            ObjectInfo info = Listings.info(name, answer);
            if (!answer.text("public_id").equals(id)) {
                throw new IOException("the asset got another public id than it was given");
            }
            if (info.size() != data.length()) {
                throw new IOException("the asset has " + info.size() + " bytes, and " + data.length() + " were sent");
            }
            return info;
        } catch (IOException wrong) {
            throw transport.strange(subject, wrong);
        }
    }

    @Override
    public InputStream get(String name) throws IOException {
        requireOpen();
        HttpResponse<InputStream> response =
                download(new Subject("reading", name), name, null, info -> new StreamBody(transport.timeout()));
        return transport.stream(response, name);
    }

    private <T> HttpResponse<T> download(
            Subject subject, String name, @Nullable String range, Function<ResponseInfo, BodySubscriber<T>> body)
            throws IOException {
        try {
            return transport.download(subject, ids.of(name), range, body);
        } catch (ObjectNotFoundException gone) {
            listings.forget();
            throw gone;
        }
    }

    @Override
    public byte[] get(String name, long offset, int length) throws IOException {
        requireOpen();
        ObjectNames.check(name);
        if (offset < 0 || length < 1) {
            throw new IllegalArgumentException(
                    "a range starts at 0 or later and has 1 byte or more, was " + length + " bytes at " + offset);
        }
        if (offset > Long.MAX_VALUE - length) {
            throw outOfRange(stat(name).size(), name, offset, length);
        }
        Subject subject = new Subject("reading", name);
        String range = "bytes=" + offset + "-" + (offset + length - 1);
        HttpResponse<byte[]> response;
        try {
            response = download(
                    subject,
                    name,
                    range,
                    info -> info.statusCode() == 206
                            ? LimitedBody.part(0, length)
                            // A cache that knows no ranges gives everything.
                            : LimitedBody.part(offset, length));
        } catch (RangeNotSatisfiableException refused) {
            throw outOfRange(stat(name).size(), name, offset, length);
        }
        return range(subject, response, name, offset, length);
    }

    private byte[] range(Subject subject, HttpResponse<byte[]> response, String name, long offset, int length)
            throws StoreException {
        byte[] bytes = response.body();
        long total;
        if (response.statusCode() == 206) {
            String header = response.headers().firstValue("Content-Range").orElse("");
            Matcher range = CONTENT_RANGE.matcher(header);
            if (!range.matches() || Long.parseLong(range.group(1)) != offset) {
                throw transport.strange(subject, new IOException("another range than the one asked for"));
            }
            total = Long.parseLong(range.group(2));
        } else {
            total = response.headers().firstValueAsLong("Content-Length").orElse(offset + bytes.length + 1);
        }
        // The last byte of an asset is not the object's.
        if (offset + length > total - 1) {
            throw outOfRange(Math.max(0, total - 1), name, offset, length);
        }
        if (bytes.length != length) {
            throw transport.strange(subject, new IOException(bytes.length + " bytes instead of " + length));
        }
        return bytes;
    }

    private RangeNotSatisfiableException outOfRange(long size, String name, long offset, int length) {
        return new RangeNotSatisfiableException(
                "\"" + name + "\" at " + location + " has " + size + " bytes; " + length
                        + " were asked for from offset " + offset,
                name,
                null);
    }

    @Override
    public ObjectInfo stat(String name) throws IOException {
        requireOpen();
        Subject subject = new Subject("looking at", name);
        listings.forget();
        // Of the upload API, whose calls are not limited: it changes nothing when it is told nothing to change.
        Answer answer = transport.call(subject, "explicit", parameters(ids.of(name)));
        try {
            return Listings.info(name, answer);
        } catch (IOException wrong) {
            throw transport.strange(subject, wrong);
        }
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws IOException {
        requireOpen();
        listings.list(prefix, visitor);
    }

    @Override
    public void delete(Collection<String> names) throws IOException {
        requireOpen();
        names.forEach(ObjectNames::check);
        listings.beginWrite();
        try {
            for (String name : names) {
                delete(name);
            }
        } finally {
            listings.endWrite();
        }
    }

    private void delete(String name) throws IOException {
        Subject subject = new Subject("deleting", name);
        try {
            String result =
                    transport.call(subject, "destroy", parameters(ids.of(name))).textOrNull("result");
            if (!"ok".equals(result) && !"not found".equals(result)) {
                throw transport.strange(subject, new IOException("the result is \"" + result + "\""));
            }
            writes.deleted(name);
        } catch (ObjectNotFoundException gone) {
            writes.deleted(name);
        } catch (IOException failed) {
            writes.forget(name);
            throw failed;
        }
    }

    private SortedMap<String, String> parameters(String id) {
        SortedMap<String, String> parameters = new TreeMap<>();
        parameters.put("public_id", id);
        parameters.put("type", endpoints.type().text());
        return parameters;
    }

    @Override
    public StoreCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public String location() {
        return location;
    }

    /** Ends the use, and overwrites the credentials that the store was given. */
    @Override
    public void close() {
        closed = true;
        if (credentials instanceof FixedCredentials fixed) {
            fixed.close();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(location + " is closed");
        }
    }

    @Override
    public String toString() {
        return "CloudinaryObjectStore[" + location + "]";
    }
}
