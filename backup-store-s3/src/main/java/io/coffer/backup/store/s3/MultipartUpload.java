package io.coffer.backup.store.s3;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Uploads an object in parts, several at once, and has the server put them together. The data is read once, in order,
 * by the calling thread; each part on its way takes its size in memory.
 *
 * <p>After a failure the server is asked to forget the parts. Where that fails too, they stay and cost money until a
 * rule of the bucket removes them (AbortIncompleteMultipartUpload); they are never listed as an object.
 */
final class MultipartUpload implements Upload {
    private final S3Client client;
    private final Settings settings;
    private final Requests requests;
    private final Workers workers;
    private final String location;

    MultipartUpload(S3Client client, Settings settings, Requests requests, Workers workers, String location) {
        this.client = client;
        this.settings = settings;
        this.requests = requests;
        this.workers = workers;
        this.location = location;
    }

    @Override
    public void run(String name, String key, ObjectData data, boolean ifAbsent, Map<String, String> metadata)
            throws IOException {
        String uploadId = Failures.guarded(
                        () -> client.createMultipartUpload(requests.createMultipart(key, data.use(), metadata)))
                .uploadId();
        boolean complete = false;
        try {
            List<CompletedPart> parts = send(name, key, uploadId, data);
            Failures.guarded(() -> client.completeMultipartUpload(requests.complete(key, uploadId, ifAbsent)
                    .multipartUpload(upload -> upload.parts(parts))
                    .build()));
            complete = true;
        } finally {
            if (!complete) {
                abort(key, uploadId);
            }
        }
    }

    private List<CompletedPart> send(String name, String key, String uploadId, ObjectData data) throws IOException {
        int partSize = settings.partSize();
        int count = Math.toIntExact(Math.max(1, (data.length() + partSize - 1) / partSize));
        CompletedPart[] done = new CompletedPart[count];
        Queue<byte[]> buffers = new ConcurrentLinkedQueue<>();
        try (InputStream in = data.newInputStream();
                PartsInFlight flight = new PartsInFlight(workers)) {
            for (int i = 0; i < count; i++) {
                flight.takeOff();
                int index = i;
                int length = (int) Math.min(partSize, data.length() - (long) i * partSize);
                byte[] free = buffers.poll();
                byte[] buffer = free != null ? free : new byte[length];
                requireLength(name, data, (long) i * partSize + in.readNBytes(buffer, 0, length), i, length);
                flight.run(() -> {
                    done[index] = sendPart(name, key, uploadId, index + 1, ByteBuffer.wrap(buffer, 0, length));
                    buffers.add(buffer);
                });
            }
            flight.land();
            if (in.read() >= 0) {
                throw wrongLength(name, data, "more");
            }
        }
        return Arrays.asList(done);
    }

    private void requireLength(String name, ObjectData data, long read, int index, int length) throws StoreException {
        if (read < (long) index * settings.partSize() + length) {
            throw wrongLength(name, data, String.valueOf(read));
        }
    }

    private StoreException wrongLength(String name, ObjectData data, String gave) {
        return new StoreException(
                "cannot put object " + name + " into " + location + ": its data said " + data.length()
                        + " bytes and gave " + gave,
                name,
                false,
                null);
    }

    private CompletedPart sendPart(String name, String key, String uploadId, int number, ByteBuffer part)
            throws IOException {
        Payload payload = Payload.of(ObjectData.of(part), settings.compatibility(), name, location);
        String tag = Failures.guarded(
                        () -> client.uploadPart(requests.part(key, uploadId, number, payload), payload.body()))
                .eTag();
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(tag)
                .checksumCRC32C(payload.md5() ? null : payload.checksum())
                .build();
    }

    /** Also for an interrupted thread, whose requests the SDK would refuse to send. */
    private void abort(String key, String uploadId) {
        boolean interrupted = Thread.interrupted();
        try {
            client.abortMultipartUpload(
                    upload -> upload.bucket(settings.bucket()).key(key).uploadId(uploadId));
        } catch (SdkException e) {
            // The failure that led here is the one to be told.
            return;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
