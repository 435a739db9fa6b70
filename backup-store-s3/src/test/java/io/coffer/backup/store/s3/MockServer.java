package io.coffer.backup.store.s3;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * s3mock in a process of its own, started once for all tests. It knows versions and keeps locks, but enforces nothing
 * and checks no signature.
 */
final class MockServer implements AutoCloseable {
    private static final Path CLASS_PATH = Path.of("../test-servers/s3mock/target/classpath");
    private static final Pattern STARTED = Pattern.compile("Tomcat started on ports.*?(\\d+) \\(http\\)");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private final Path directory;
    private final Process process;
    private final URI endpoint;
    private final S3Client client;

    private MockServer(Path directory, Process process, int port) {
        this.directory = directory;
        this.process = process;
        this.endpoint = URI.create("http://127.0.0.1:" + port);
        this.client = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
                .build();
    }

    static MockServer start() throws Exception {
        if (!Files.exists(CLASS_PATH)) {
            throw new IllegalStateException("the class path of s3mock is not known: build test-servers/s3mock first"
                    + " (mvnw -pl backup-store-s3 -am does)");
        }
        Path directory = Files.createTempDirectory("coffer-s3mock");
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + directory,
                        "-cp",
                        Files.readString(CLASS_PATH).trim(),
                        "com.adobe.testing.s3mock.S3MockApplication",
                        "--server.address=127.0.0.1",
                        "--server.port=0",
                        "--http.port=0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new MockServer(directory, process, awaitPort(process, log));
    }

    private static int awaitPort(Process process, Path log) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            Matcher matcher = STARTED.matcher(Files.readString(log));
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
            if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        process.destroyForcibly();
        throw new IllegalStateException("s3mock did not start; its log: " + Files.readString(log));
    }

    URI endpoint() {
        return endpoint;
    }

    /** A client with nothing of ours, to look at what is stored and to make buckets. */
    S3Client client() {
        return client;
    }

    String newBucket() {
        String bucket = "mock-" + BUCKETS.incrementAndGet();
        client.createBucket(request -> request.bucket(bucket));
        return bucket;
    }

    String newBucketWithLock() {
        String bucket = "locked-" + BUCKETS.incrementAndGet();
        client.createBucket(request -> request.bucket(bucket).objectLockEnabledForBucket(true));
        return bucket;
    }

    S3ObjectStoreBuilder builder(String bucket) {
        return S3ObjectStore.builder(bucket)
                .endpoint(endpoint)
                .credentials(S3Credentials.accessKey("any", "any"))
                .timeout(Duration.ofSeconds(20), Duration.ofSeconds(60));
    }

    @Override
    public void close() throws IOException {
        client.close();
        process.destroyForcibly().onExit().join();
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Gives tests the server, which lives until all of them are done. */
    static final class Extension implements ParameterResolver {
        private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(MockServer.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == MockServer.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot().getStore(NAMESPACE).computeIfAbsent(MockServer.class, key -> {
                try {
                    return start();
                } catch (Exception e) {
                    throw new IllegalStateException("cannot start s3mock", e);
                }
            });
        }
    }
}
