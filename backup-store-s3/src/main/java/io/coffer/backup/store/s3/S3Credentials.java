package io.coffer.backup.store.s3;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * Where a store gets the credentials from that it signs requests with. Immutable; no text of it holds a secret.
 */
public final class S3Credentials {
    private final Supplier<AwsCredentialsProvider> source;
    private final @Nullable String profileName;
    private final List<String> secrets;

    private S3Credentials(Supplier<AwsCredentialsProvider> source, @Nullable String profileName, List<String> secrets) {
        this.source = source;
        this.profileName = profileName;
        this.secrets = secrets;
    }

    private static S3Credentials own(Supplier<AwsCredentialsProvider> source) {
        return new S3Credentials(source, null, List.of());
    }

    /**
     * Those that AWS's own tools find: system properties, environment, profiles, roles of container and machine.
     *
     * @return where to find them, each time a store is opened
     */
    public static S3Credentials defaults() {
        return own(() -> DefaultCredentialsProvider.builder().build());
    }

    /**
     * Those of the environment only: {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY} and, for temporary ones,
     * {@code AWS_SESSION_TOKEN}.
     *
     * @return where to find them
     */
    public static S3Credentials environment() {
        return own(EnvironmentVariableCredentialsProvider::create);
    }

    /**
     * None: for buckets that everybody may read.
     *
     * @return credentials with which nothing is signed
     */
    public static S3Credentials anonymous() {
        return own(AnonymousCredentialsProvider::create);
    }

    /**
     * Those of a profile in {@code ~/.aws}. The region is taken from there too, unless it is set. Profiles that take on
     * a role or sign on by SSO need the SDK's modules {@code sts}, {@code sso} and {@code ssooidc} on the class path.
     *
     * @param name of the profile
     * @return where to find them
     */
    public static S3Credentials profile(String name) {
        Objects.requireNonNull(name, "name");
        return new S3Credentials(() -> ProfileCredentialsProvider.create(name), name, List.of());
    }

    /**
     * Those that an application's own provider gives.
     *
     * @param provider asked for each request, by many threads; not closed with the store
     * @return where to find them
     */
    public static S3Credentials of(AwsCredentialsProvider provider) {
        Objects.requireNonNull(provider, "provider");
        // Not the provider itself: the client would close it with itself.
        AwsCredentialsProvider borrowed = provider::resolveCredentials;
        return new S3Credentials(() -> borrowed, null, List.of());
    }

    /**
     * An access key that does not change.
     *
     * @param accessKeyId public part
     * @param secretAccessKey secret part
     * @return the credentials
     */
    public static S3Credentials accessKey(String accessKeyId, String secretAccessKey) {
        return fixed(accessKeyId, secretAccessKey, null);
    }

    /**
     * Temporary credentials, until they expire.
     *
     * @param accessKeyId public part
     * @param secretAccessKey secret part
     * @param sessionToken secret too
     * @return the credentials
     */
    public static S3Credentials session(String accessKeyId, String secretAccessKey, String sessionToken) {
        return fixed(accessKeyId, secretAccessKey, Objects.requireNonNull(sessionToken, "sessionToken"));
    }

    private static S3Credentials fixed(String accessKeyId, String secretAccessKey, @Nullable String sessionToken) {
        StaticCredentialsProvider provider = StaticCredentialsProvider.create(
                sessionToken == null
                        ? AwsBasicCredentials.create(accessKeyId, secretAccessKey)
                        : AwsSessionCredentials.create(accessKeyId, secretAccessKey, sessionToken));
        List<String> secrets = Stream.of(secretAccessKey, sessionToken)
                .filter(Objects::nonNull)
                .toList();
        return new S3Credentials(() -> provider, null, secrets);
    }

    AwsCredentialsProvider make() {
        return source.get();
    }

    @Nullable
    String profileName() {
        return profileName;
    }

    List<String> secrets() {
        return secrets;
    }

    @Override
    public String toString() {
        return "S3Credentials[***]";
    }
}
