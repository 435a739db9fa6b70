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

/** Where credentials come from. */
final class Credentials {
    private final Supplier<AwsCredentialsProvider> source;
    private final @Nullable String profileName;
    private final List<String> secrets;

    private Credentials(Supplier<AwsCredentialsProvider> source, @Nullable String profileName, List<String> secrets) {
        this.source = source;
        this.profileName = profileName;
        this.secrets = secrets;
    }

    private static Credentials own(Supplier<AwsCredentialsProvider> source) {
        return new Credentials(source, null, List.of());
    }

    static Credentials defaults() {
        return own(() -> DefaultCredentialsProvider.builder().build());
    }

    static Credentials environment() {
        return own(EnvironmentVariableCredentialsProvider::create);
    }

    static Credentials anonymous() {
        return own(AnonymousCredentialsProvider::create);
    }

    static Credentials profile(String name) {
        Objects.requireNonNull(name, "name");
        return new Credentials(() -> ProfileCredentialsProvider.create(name), name, List.of());
    }

    static Credentials provided(AwsCredentialsProvider provider) {
        Objects.requireNonNull(provider, "provider");
        // Not the provider itself: the client would close it with itself.
        AwsCredentialsProvider borrowed = provider::resolveCredentials;
        return new Credentials(() -> borrowed, null, List.of());
    }

    static Credentials fixed(String accessKeyId, String secretAccessKey, @Nullable String sessionToken) {
        StaticCredentialsProvider provider = StaticCredentialsProvider.create(
                sessionToken == null
                        ? AwsBasicCredentials.create(accessKeyId, secretAccessKey)
                        : AwsSessionCredentials.create(accessKeyId, secretAccessKey, sessionToken));
        List<String> secrets = Stream.of(secretAccessKey, sessionToken)
                .filter(Objects::nonNull)
                .toList();
        return new Credentials(() -> provider, null, secrets);
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
        return "Credentials[***]";
    }
}
