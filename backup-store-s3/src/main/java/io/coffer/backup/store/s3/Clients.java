package io.coffer.backup.store.s3;

import io.coffer.backup.spi.StoreException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * Makes the SDK's client.
 *
 * <p>Apache's HTTP client and no other: the SDK's smallest one, on {@code HttpURLConnection}, is 2 MB less, but loses
 * the answer of a server that refuses an upload before its end (and with it what to do, and Retry-After), keeps no
 * more than five connections, and does not stop when a call is given up. Netty's is 7 MB more and serves only the
 * asynchronous client.
 */
final class Clients {
    /** What servers that have no regions accept. */
    private static final Region ANY_REGION = Region.US_EAST_1;

    private Clients() {}

    static S3Client open(
            Settings settings, AwsCredentialsProvider credentials, @Nullable String profile, String location)
            throws StoreException {
        boolean old = settings.compatibility();
        S3ClientBuilder builder = S3Client.builder()
                .credentialsProvider(credentials)
                .forcePathStyle(settings.pathStyle())
                // The checksum is in a header of ours; what the SDK adds by itself, it adds in a trailer.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(
                        old ? ResponseChecksumValidation.WHEN_REQUIRED : ResponseChecksumValidation.WHEN_SUPPORTED)
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build())
                .overrideConfiguration(overrides(settings, profile))
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(settings.maximumConnections())
                        .connectionTimeout(settings.connectTimeout())
                        .connectionAcquisitionTimeout(settings.timeout())
                        .socketTimeout(settings.timeout())
                        .tcpKeepAlive(true));
        if (old) {
            builder.addPlugin(LegacyMd5Plugin.create());
        }
        URI endpoint = settings.endpoint();
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        String region = settings.region();
        if (region != null) {
            builder.region(Region.of(region));
        } else if (endpoint != null) {
            builder.region(ANY_REGION);
        }
        try {
            return builder.build();
        } catch (SdkClientException e) {
            throw new StoreException(
                    "cannot open " + location + ": " + e.getMessage()
                            + "; name the bucket's region with region=, or AWS_REGION in the environment",
                    null,
                    false,
                    e);
        }
    }

    private static ClientOverrideConfiguration overrides(Settings settings, @Nullable String profile) {
        ClientOverrideConfiguration.Builder overrides = ClientOverrideConfiguration.builder()
                // Retry is a decorator around a store: two layers of it would multiply.
                .retryStrategy((RetryStrategy.Builder<?, ?> attempts) -> attempts.maxAttempts(1))
                .apiCallAttemptTimeout(settings.timeout());
        if (profile != null) {
            overrides.defaultProfileName(profile);
        }
        return overrides.build();
    }
}
