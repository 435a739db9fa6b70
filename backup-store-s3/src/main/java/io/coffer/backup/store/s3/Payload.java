package io.coffer.backup.store.s3;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;

/**
 * The body of one request, with its checksum.
 *
 * <p>The checksum is computed before the request and sent as a header. The SDK would send it after the body, in a
 * framing that older servers refuse or store as data; and this way a body that is not as long as it says is found
 * before anything is sent.
 *
 * @param checksum in Base64: MD5 for old servers, else CRC-32C
 */
record Payload(ObjectData data, boolean md5, String checksum) {
    private static final String TYPE = "application/octet-stream";

    /** Reads the data once. */
    static Payload of(ObjectData data, boolean md5, String name, String location) throws IOException {
        long length = data.length();
        CRC32C crc = new CRC32C();
        MessageDigest digest = digest("MD5");
        long count;
        try (InputStream in = data.newInputStream();
                InputStream counted = md5 ? new DigestInputStream(in, digest) : new CheckedInputStream(in, crc)) {
            count = counted.transferTo(OutputStream.nullOutputStream());
        }
        if (count != length) {
            throw new StoreException(
                    "cannot put object " + name + " into " + location + ": its data said " + length + " bytes and gave "
                            + count,
                    name,
                    false,
                    null);
        }
        byte[] sum = md5
                ? digest.digest()
                : ByteBuffer.allocate(Integer.BYTES)
                        .putInt((int) crc.getValue())
                        .array();
        return new Payload(data, md5, Base64.getEncoder().encodeToString(sum));
    }

    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no " + algorithm, e);
        }
    }

    RequestBody body() {
        ContentStreamProvider provider = () -> {
            try {
                return data.newInputStream();
            } catch (IOException e) {
                throw new UnreadableDataException(e);
            }
        };
        return RequestBody.fromContentProvider(provider, data.length(), TYPE);
    }

    /** What the caller's data threw, on its way through the SDK. */
    static final class UnreadableDataException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final IOException failure;

        UnreadableDataException(IOException cause) {
            super(cause);
            this.failure = cause;
        }

        IOException failure() {
            return failure;
        }
    }
}
