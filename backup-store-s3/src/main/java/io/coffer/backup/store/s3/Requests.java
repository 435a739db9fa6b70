package io.coffer.backup.store.s3;

import io.coffer.backup.spi.ObjectUse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** Requests for objects, with the headers that the settings ask for: encryption, storage class, lock, time limit. */
final class Requests {
    static final String ANY = "*";

    /** A body that travels slower than that, in bytes a second, is given up. */
    private static final long SLOWEST = 16 * 1024;

    private final Settings settings;

    Requests(Settings settings) {
        this.settings = settings;
    }

    PutObjectRequest put(String key, Payload payload, boolean ifAbsent, Map<String, String> metadata) {
        ObjectUse use = payload.data().use();
        long length = payload.data().length();
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(settings.bucket())
                .key(key)
                .ifNoneMatch(ifAbsent ? ANY : null)
                .metadata(metadata)
                .storageClass(storageClass(use))
                .serverSideEncryption(settings.encryption())
                .ssekmsKeyId(settings.kmsKeyId())
                .overrideConfiguration(limits -> limits.apiCallAttemptTimeout(timeout(length)));
        if (payload.md5()) {
            request.contentMD5(payload.checksum());
        } else {
            request.checksumCRC32C(payload.checksum());
        }
        CustomerKey customerKey = settings.customerKey();
        if (customerKey != null) {
            request.sseCustomerAlgorithm(CustomerKey.ALGORITHM)
                    .sseCustomerKey(customerKey.base64())
                    .sseCustomerKeyMD5(customerKey.md5());
        }
        if (isLocked(use)) {
            request.objectLockMode(lockMode()).objectLockRetainUntilDate(retainUntil());
        }
        return request.build();
    }

    CreateMultipartUploadRequest createMultipart(String key, ObjectUse use, Map<String, String> metadata) {
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                .bucket(settings.bucket())
                .key(key)
                .metadata(metadata)
                .storageClass(storageClass(use))
                .serverSideEncryption(settings.encryption())
                .ssekmsKeyId(settings.kmsKeyId());
        if (!settings.compatibility()) {
            request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
        }
        CustomerKey customerKey = settings.customerKey();
        if (customerKey != null) {
            request.sseCustomerAlgorithm(CustomerKey.ALGORITHM)
                    .sseCustomerKey(customerKey.base64())
                    .sseCustomerKeyMD5(customerKey.md5());
        }
        if (isLocked(use)) {
            request.objectLockMode(lockMode()).objectLockRetainUntilDate(retainUntil());
        }
        return request.build();
    }

    UploadPartRequest part(String key, String uploadId, int number, Payload payload) {
        UploadPartRequest.Builder request = UploadPartRequest.builder()
                .bucket(settings.bucket())
                .key(key)
                .uploadId(uploadId)
                .partNumber(number)
                .overrideConfiguration(limits ->
                        limits.apiCallAttemptTimeout(timeout(payload.data().length())));
        if (payload.md5()) {
            request.contentMD5(payload.checksum());
        } else {
            request.checksumCRC32C(payload.checksum());
        }
        CustomerKey customerKey = settings.customerKey();
        if (customerKey != null) {
            request.sseCustomerAlgorithm(CustomerKey.ALGORITHM)
                    .sseCustomerKey(customerKey.base64())
                    .sseCustomerKeyMD5(customerKey.md5());
        }
        return request.build();
    }

    CompleteMultipartUploadRequest.Builder complete(String key, String uploadId, boolean ifAbsent) {
        CompleteMultipartUploadRequest.Builder request = CompleteMultipartUploadRequest.builder()
                .bucket(settings.bucket())
                .key(key)
                .uploadId(uploadId)
                .ifNoneMatch(ifAbsent ? ANY : null)
                // Putting the parts together takes S3 minutes for large objects.
                .overrideConfiguration(limits ->
                        limits.apiCallAttemptTimeout(settings.timeout().multipliedBy(10)));
        CustomerKey customerKey = settings.customerKey();
        if (customerKey != null) {
            request.sseCustomerAlgorithm(CustomerKey.ALGORITHM)
                    .sseCustomerKey(customerKey.base64())
                    .sseCustomerKeyMD5(customerKey.md5());
        }
        return request;
    }

    GetObjectRequest get(String name, @Nullable String range) {
        GetObjectRequest.Builder request = GetObjectRequest.builder()
                .bucket(settings.bucket())
                .key(settings.key(name))
                .range(range);
        CustomerKey customerKey = settings.customerKey();
        if (customerKey != null) {
            request.sseCustomerAlgorithm(CustomerKey.ALGORITHM)
                    .sseCustomerKey(customerKey.base64())
                    .sseCustomerKeyMD5(customerKey.md5());
        }
        return request.build();
    }

    HeadObjectRequest head(String name) {
        HeadObjectRequest.Builder request =
                HeadObjectRequest.builder().bucket(settings.bucket()).key(settings.key(name));
        CustomerKey customerKey = settings.customerKey();
        if (customerKey != null) {
            request.sseCustomerAlgorithm(CustomerKey.ALGORITHM)
                    .sseCustomerKey(customerKey.base64())
                    .sseCustomerKeyMD5(customerKey.md5());
        }
        return request.build();
    }

    private ObjectLockMode lockMode() {
        return settings.retentionMode() == RetentionMode.COMPLIANCE
                ? ObjectLockMode.COMPLIANCE
                : ObjectLockMode.GOVERNANCE;
    }

    private boolean isLocked(ObjectUse use) {
        return settings.locks() && use != ObjectUse.COORDINATION;
    }

    private Instant retainUntil() {
        return settings.clock().instant().plus(settings.retention());
    }

    /** Everything but data stays in the bucket's standard class, which is what no header means. */
    private @Nullable String storageClass(ObjectUse use) {
        return use == ObjectUse.DATA ? settings.dataStorageClass() : null;
    }

    private Duration timeout(long length) {
        return settings.timeout().plusSeconds(length / SLOWEST);
    }
}
