package io.coffer.backup.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.spi.StoreUnavailableException;
import io.coffer.backup.store.s3.ScriptedServer.Answer;
import io.coffer.backup.store.s3.ScriptedServer.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Uploads in parts: on s3proxy, and on a scripted server for what goes wrong. */
@ExtendWith(ProxyServer.Extension.class)
class MultipartUploadTest {
    private static final int PART = 5 * 1024 * 1024;

    private final ProxyServer proxy;
    private ScriptedServer server;

    MultipartUploadTest(ProxyServer proxy) {
        this.proxy = proxy;
    }

    @BeforeEach
    void start() throws Exception {
        server = new ScriptedServer(this::accept);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private Answer accept(Request request) {
        if (request.method().equals("POST") && request.query().equals("uploads")) {
            return Answer.of(
                    200, "<InitiateMultipartUploadResult><UploadId>U1</UploadId></InitiateMultipartUploadResult>");
        }
        if (request.method().equals("POST")) {
            return Answer.of(200, "<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>");
        }
        return Answer.of(request.method().equals("DELETE") ? 204 : 200).with("ETag", "\"e\"");
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private List<String> uploadsLeft(String bucket) {
        return proxy.client().listMultipartUploads(request -> request.bucket(bucket)).uploads().stream()
                .map(upload -> upload.key())
                .toList();
    }

    @Test
    void partsAreWholeAndInOrder() throws Exception {
        String bucket = proxy.newBucket();
        for (int size : new int[] {PART + 1, 2 * PART, 3 * PART + 12_345}) {
            try (S3ObjectStore store =
                    proxy.builder(bucket).multipart(PART, PART).open()) {
                store.put("large", ObjectData.of(bytes(size)), PutCondition.NONE);
                try (InputStream in = store.get("large")) {
                    assertThat(in.readAllBytes()).isEqualTo(bytes(size));
                }
                assertThat(store.get("large", PART - 10, 11))
                        .isEqualTo(java.util.Arrays.copyOfRange(bytes(size), PART - 10, PART + 1));
            }
            int parts = size == 3 * PART + 12_345 ? 4 : 2;
            String tag = proxy.client()
                    .headObject(request -> request.bucket(bucket).key("large"))
                    .eTag();
            assertThat(tag).as("tag of an object in parts").endsWith("-" + parts + "\"");
        }
        assertThat(uploadsLeft(bucket)).isEmpty();
    }

    @Test
    void conditionHoldsForPartsToo() throws Exception {
        String bucket = proxy.newBucket();
        try (S3ObjectStore store = proxy.builder(bucket)
                .multipart(PART, PART)
                .conditionalPut(ConditionalPut.REQUIRED)
                .open()) {
            store.put("large", ObjectData.of(bytes(PART + 1)), PutCondition.IF_ABSENT);
            assertThatThrownBy(() -> store.put("large", ObjectData.of(bytes(PART + 2)), PutCondition.IF_ABSENT))
                    .isInstanceOf(ObjectExistsException.class);
            assertThat(store.stat("large").size()).isEqualTo(PART + 1);
        }
        assertThat(uploadsLeft(bucket)).isEmpty();
        assertThat(proxy.client()
                        .listObjectsV2(request -> request.bucket(bucket))
                        .contents())
                .as("what trying out left")
                .hasSize(1);
    }

    @Test
    void settingsStandInTheFirstRequestAndChecksumsInAll() throws Exception {
        try (S3ObjectStore store = server.builder()
                .multipart(PART, PART)
                .dataStorageClass("GLACIER")
                .encryption(S3Encryption.kms("k"))
                .objectLock(RetentionMode.GOVERNANCE, Duration.ofDays(1))
                .open()) {
            store.put("a", ObjectData.of(ByteBuffer.wrap(bytes(2 * PART)), ObjectUse.DATA), PutCondition.NONE);
        }
        assertThat(server.requests().get(0)).hasToString("POST /bucket/root/a?uploads");
        assertThat(server.requests().get(0).headers())
                .containsEntry("x-amz-storage-class", "GLACIER")
                .containsEntry("x-amz-server-side-encryption", "aws:kms")
                .containsEntry("x-amz-object-lock-mode", "GOVERNANCE")
                .containsEntry("x-amz-checksum-algorithm", "CRC32C");
        assertThat(server.requests().stream().filter(request -> request.method().equals("PUT")))
                .hasSize(2)
                .allSatisfy(part -> assertThat(part.headers())
                        .containsKey("x-amz-checksum-crc32c")
                        .containsEntry("content-length", String.valueOf(PART)));
        assertThat(server.last().text())
                .contains("<PartNumber>1</PartNumber>", "<PartNumber>2</PartNumber>", "<ChecksumCRC32C>");
    }

    @Test
    void keyOfTheCustomerTravelsWithAllOfThem() throws Exception {
        try (S3ObjectStore store = server.builder()
                .multipart(PART, PART)
                .encryption(S3Encryption.customerKey(() -> new byte[32]))
                .open()) {
            store.put("a", ObjectData.of(bytes(PART + 1)), PutCondition.NONE);
        }
        assertThat(server.requests())
                .hasSize(4)
                .allSatisfy(request -> assertThat(request.headers())
                        .as(request.toString())
                        .containsKey("x-amz-server-side-encryption-customer-key"));
    }

    @Test
    void failedPartTakesTheUploadBack() throws Exception {
        server.answer(request -> request.query().contains("partNumber=2")
                ? Answer.error(503, "SlowDown", "x").with("Retry-After", "3")
                : accept(request));
        try (S3ObjectStore store = server.builder().multipart(PART, PART).open()) {
            StoreUnavailableException thrown = catchThrowableOfType(
                    StoreUnavailableException.class,
                    () -> store.put("a", ObjectData.of(bytes(3 * PART)), PutCondition.NONE));
            assertThat(thrown.retryAfter()).isEqualTo(Duration.ofSeconds(3));
            assertThat(thrown.objectName()).isEqualTo("a");
        }
        assertTakenBack();
    }

    /** S3 may say 200 first, and in the body that it failed. */
    @Test
    void failureInASuccessfulAnswerIsAFailure() throws Exception {
        server.answer(request -> request.method().equals("POST")
                        && request.query().contains("uploadId")
                ? Answer.of(200, "<Error><Code>InternalError</Code><Message>We encountered an error</Message></Error>")
                : accept(request));
        try (S3ObjectStore store = server.builder().multipart(PART, PART).open()) {
            assertThatThrownBy(() -> store.put("a", ObjectData.of(bytes(PART + 1)), PutCondition.NONE))
                    .isInstanceOf(StoreUnavailableException.class);
        }
        assertTakenBack();
    }

    @Test
    void dataThatFailsTakesTheUploadBack() throws Exception {
        String bucket = proxy.newBucket();
        try (S3ObjectStore store = proxy.builder(bucket).multipart(PART, PART).open()) {
            assertThatThrownBy(() -> store.put("a", failing(3 * PART, 2 * PART), PutCondition.NONE))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no more data");
            assertThat(uploadsLeft(bucket)).isEmpty();
            store.list("", object -> {
                throw new AssertionError("listed: " + object);
            });
        }
    }

    @Test
    void dataOfAnotherLengthIsRefused() throws Exception {
        for (int gave : new int[] {2 * PART + 1, 2 * PART - 1}) {
            try (S3ObjectStore store = server.builder().multipart(PART, PART).open()) {
                ObjectData data = data(2 * PART, () -> new ByteArrayInputStream(bytes(gave)));
                assertThat(catchThrowableOfType(StoreException.class, () -> store.put("a", data, PutCondition.NONE)))
                        .hasMessageContaining("its data said " + 2 * PART);
            }
            assertTakenBack();
            server.requests().clear();
        }
    }

    private void assertTakenBack() {
        assertThat(server.last().method()).isEqualTo("DELETE");
        assertThat(server.last().query()).isEqualTo("uploadId=U1");
    }

    @Test
    void interruptionTakesTheUploadBack() throws Exception {
        CountDownLatch part = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        server.answer(request -> {
            if (request.query().contains("partNumber")) {
                part.countDown();
                await(never);
            }
            return accept(request);
        });
        try (S3ObjectStore store =
                server.builder().multipart(PART, PART).parallel(2).open()) {
            AtomicInteger result = new AtomicInteger();
            Thread writer = new Thread(() -> {
                try {
                    store.put("a", ObjectData.of(bytes(4 * PART)), PutCondition.NONE);
                } catch (InterruptedIOException e) {
                    result.set(Thread.currentThread().isInterrupted() ? 1 : 2);
                } catch (IOException e) {
                    result.set(3);
                }
            });
            writer.start();
            part.await();
            writer.interrupt();
            // The parts that are on their way end first: the workers are interrupted, and give their requests up.
            writer.join(Duration.ofSeconds(5).toMillis());
            never.countDown();
            writer.join();
            assertThat(result)
                    .as("1: interrupted, and the thread still knows it")
                    .hasValue(1);
        }
        assertTakenBack();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void neverMorePartsAtOnceThanSaid() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        server.answer(request -> {
            if (request.query().contains("partNumber")) {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                now.decrementAndGet();
            }
            return accept(request);
        });
        try (S3ObjectStore store =
                server.builder().multipart(PART, PART).parallel(1).open()) {
            store.put("a", ObjectData.of(bytes(4 * PART)), PutCondition.NONE);
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void objectsThatNeedTooManyPartsAreRefusedAtOnce() throws Exception {
        try (S3ObjectStore store = server.builder().multipart(PART, PART).open()) {
            assertThat(store.capabilities().maximumObjectSize()).isEqualTo(10_000L * PART);
            ObjectData data = data(10_000L * PART + 1, InputStream::nullInputStream);
            assertThat(catchThrowableOfType(StoreException.class, () -> store.put("a", data, PutCondition.NONE)))
                    .hasMessageContaining("part-size");
            assertThat(server.requests()).isEmpty();
        }
    }

    private static ObjectData failing(int length, int after) {
        return data(
                length,
                () -> new java.io.SequenceInputStream(new ByteArrayInputStream(new byte[after]), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("no more data");
                    }
                }));
    }

    private interface Opening {
        InputStream open();
    }

    private static ObjectData data(long length, Opening opening) {
        return new ObjectData() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public InputStream newInputStream() {
                return opening.open();
            }

            @Override
            public void writeTo(WritableByteChannel channel) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
