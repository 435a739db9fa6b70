package io.coffer.backup.store.cloudinary;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.store.cloudinary.Transport.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Sends objects: in one request, or in several where one would be larger than the API takes. Only 16 KiB of an object
 * are in memory at a time.
 */
final class Uploads {
    /** What every asset ends with after the object's bytes: Cloudinary takes no empty files. */
    static final byte END = '.';

    private static final int PIECE = 16 << 10;
    private static final String BOUNDARY = "coffer-" + UUID.randomUUID();

    private final Transport transport;
    private final int chunkSize;
    private final Duration timeout;

    Uploads(Transport transport, int chunkSize, Duration timeout) {
        this.transport = transport;
        this.chunkSize = chunkSize;
        this.timeout = timeout;
    }

    /** Uploads an object, and returns the answer to the last of the requests. */
    Answer upload(Subject subject, ObjectData data, Map<String, String> parameters) throws IOException {
        long length = data.length() + 1;
        try (Asset asset = new Asset(data)) {
            try {
                return length <= chunkSize
                        ? send(subject, asset, parameters, new TreeMap<>(), length)
                        : sendInChunks(subject, asset, parameters, length);
            } catch (IOException failed) {
                asset.rethrow(failed);
                throw failed;
            }
        }
    }

    private Answer sendInChunks(Subject subject, Asset asset, Map<String, String> parameters, long length)
            throws IOException {
        String upload = UUID.randomUUID().toString();
        long start = 0;
        while (true) {
            long end = Math.min(start + chunkSize, length);
            SortedMap<String, String> headers = new TreeMap<>();
            headers.put("X-Unique-Upload-Id", upload);
            headers.put("Content-Range", "bytes " + start + "-" + (end - 1) + "/" + length);
            Answer answer = send(subject, asset, parameters, headers, end - start);
            if (end == length) {
                return answer;
            }
            start = end;
        }
    }

    private Answer send(
            Subject subject,
            Asset asset,
            Map<String, String> parameters,
            SortedMap<String, String> headers,
            long length)
            throws IOException {
        headers.put("Content-Type", "multipart/form-data; boundary=" + BOUNDARY);
        return transport.upload(
                subject, new TreeMap<>(parameters), headers, signed -> body(signed, asset, length), patience(length));
    }

    /** Slow lines are no failure: a minute for every megabyte, and more when more was asked for. */
    private Duration patience(long length) {
        return timeout.plus(Duration.ofMinutes(length >> 20));
    }

    private static BodyPublisher body(Map<String, String> fields, Asset asset, long length) {
        StringBuilder text = new StringBuilder();
        fields.forEach((name, value) -> text.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"")
                .append(name)
                .append("\"\r\n\r\n")
                .append(value)
                .append("\r\n"));
        text.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"object\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n");
        byte[] head = text.toString().getBytes(StandardCharsets.US_ASCII);
        byte[] tail = ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII);
        AtomicBoolean begun = new AtomicBoolean();
        BodyPublisher file = BodyPublishers.ofByteArrays(() -> {
            if (begun.getAndSet(true)) {
                throw new IllegalStateException("the data is sent once for each request");
            }
            return asset.pieces(length);
        });
        return BodyPublishers.fromPublisher(
                BodyPublishers.concat(BodyPublishers.ofByteArray(head), file, BodyPublishers.ofByteArray(tail)),
                head.length + length + tail.length);
    }

    /** The bytes of an object and the one after them, read by the threads of the HTTP client. */
    private static final class Asset implements AutoCloseable {
        private final InputStream in;
        private final long length;
        private long position;
        private volatile @Nullable Exception failure;

        Asset(ObjectData data) throws IOException {
            this.in = data.newInputStream();
            this.length = data.length();
        }

        Iterator<byte[]> pieces(long count) {
            return new Iterator<>() {
                private long left = count;

                @Override
                public boolean hasNext() {
                    return left > 0;
                }

                @Override
                public byte[] next() {
                    if (left <= 0) {
                        throw new NoSuchElementException();
                    }
                    byte[] piece = read((int) Math.min(left, PIECE));
                    left -= piece.length;
                    return piece;
                }
            };
        }

        private byte[] read(int most) {
            try {
                byte[] piece;
                if (position == length) {
                    piece = new byte[] {END};
                } else {
                    int count = (int) Math.min(most, length - position);
                    piece = in.readNBytes(count);
                    if (piece.length < count) {
                        throw new IOException("the data ended after " + (position + piece.length) + " of " + length
                                + " bytes; nothing was stored");
                    }
                }
                position += piece.length;
                if (Thread.interrupted()) {
                    // Or the network's channel would be closed by it.
                    throw new InterruptedIOException("interrupted while reading the data");
                }
                return piece;
            } catch (IOException failed) {
                failure = failed;
                throw new UncheckedIOException(failed);
            } catch (RuntimeException failed) {
                failure = failed;
                throw failed;
            }
        }

        /** What went wrong with the data itself is more than that a request broke. */
        void rethrow(IOException broken) throws IOException {
            Exception own = failure;
            if (own instanceof IOException io && io != broken) {
                throw io;
            }
            if (own instanceof RuntimeException runtime) {
                throw runtime;
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Refuses what the plan does not take, before anything is sent. */
    static void requireFits(String name, ObjectData data, long maximum, String location) throws StoreException {
        if (data.length() > maximum) {
            throw new StoreException(
                    "\"" + name + "\" has " + data.length() + " bytes, and the plan of " + location
                            + " takes objects of up to " + maximum
                            + "; create the repository there with its default parameters, or choose a larger plan",
                    name,
                    false,
                    null);
        }
    }
}
