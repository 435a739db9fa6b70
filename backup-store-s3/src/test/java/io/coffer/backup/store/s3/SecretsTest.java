package io.coffer.backup.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.store.s3.ScriptedServer.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No secret stands in a message, in a text of an object or in a log. */
class SecretsTest {
    private static final String SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYSECRETKEY0";
    private static final String TOKEN = "FwoGZXIvYXdzTOKENTOKENTOKEN0123456789";
    private static final byte[] KEY = key();

    private static byte[] key() {
        byte[] key = new byte[32];
        new Random(7).nextBytes(key);
        return key;
    }

    private static String base64() {
        return Base64.getEncoder().encodeToString(KEY);
    }

    private interface Call {
        void run(S3ObjectStore store) throws IOException;
    }

    /** A server that repeats all that it was told, as some do, gets none of it into a message. */
    @Test
    void messagesHoldNone() throws Exception {
        String echo = "you said " + TOKEN + " and " + base64() + " and " + SECRET;
        List<Answer> answers = List.of(
                Answer.error(403, "AccessDenied", echo),
                Answer.error(400, "ExpiredToken", echo),
                Answer.error(403, "SignatureDoesNotMatch", echo),
                Answer.error(500, "InternalError", echo),
                Answer.error(400, "Odd" + TOKEN, "x"),
                Answer.error(404, "NoSuchBucket", echo),
                Answer.of(
                        200,
                        "<DeleteResult><Error><Key>root/a</Key><Code>AccessDenied</Code><Message>" + echo
                                + "</Message></Error></DeleteResult>"),
                Answer.of(200, "<html>" + echo));
        List<Call> calls = List.of(
                store -> store.put("a", ObjectData.of(new byte[3]), PutCondition.NONE),
                store -> store.put("a", ObjectData.of(new byte[3]), PutCondition.IF_ABSENT),
                store -> store.get("a", 0, 1),
                store -> store.stat("a"),
                store -> store.list("", object -> {}),
                store -> store.delete(List.of("a")),
                store -> store.delete(List.of("a", "b")));
        int failures = 0;
        try (ScriptedServer server = new ScriptedServer(request -> Answer.of(200));
                S3ObjectStore store = store(server.endpoint())) {
            for (Answer answer : answers) {
                server.answer(answer);
                for (Call call : calls) {
                    try {
                        call.run(store);
                    } catch (IOException e) {
                        failures++;
                        assertNoSecret(trace(e));
                    }
                }
            }
            assertNoSecret(store.toString() + store.location() + store.capabilities());
        }
        assertThat(failures).as("failures that were looked at").isGreaterThan(40);
    }

    private static S3ObjectStore store(URI endpoint) throws IOException {
        return builder(endpoint).open();
    }

    private static S3ObjectStoreBuilder builder(URI endpoint) {
        return S3ObjectStore.builder("bucket")
                .prefix("root")
                .endpoint(endpoint)
                .credentials(S3Credentials.session("AKIDPUBLIC", SECRET, TOKEN))
                .encryption(S3Encryption.customerKey(KEY::clone));
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static void assertNoSecret(String text) {
        assertThat(text).doesNotContain(SECRET).doesNotContain(TOKEN).doesNotContain(base64());
    }

    @Test
    void textsOfOurOwnTypesHoldNone() {
        CustomerKey key = CustomerKey.of(KEY);
        assertNoSecret(key.toString());
        assertNoSecret(S3Credentials.session("AKIDPUBLIC", SECRET, TOKEN).toString());
        assertNoSecret(new Secrets(List.of(SECRET, TOKEN)).toString());
        assertNoSecret(builder(URI.create("https://host")).toString());
        key.close();
        assertThat(Base64.getDecoder().decode(key.base64()))
                .as("a key that was closed")
                .containsOnly(0);
    }

    /** The secret key is in no log, whatever the levels. */
    @Test
    void logsNeverHoldTheSecretKey(@TempDir Path directory) throws Exception {
        assertThat(logged(directory, List.of())).doesNotContain(SECRET);
    }

    /** What a server is sent stands in the logs of those who sign and send it, at levels for debugging; and nowhere else. */
    @Test
    void logsHoldNothingElse(@TempDir Path directory) throws Exception {
        assertNoSecret(logged(
                directory,
                List.of(
                        "software.amazon.awssdk.http.auth.aws.internal.signer.DefaultV4RequestSigner",
                        "org.apache.hc.client5.http.wire",
                        "org.apache.hc.client5.http.headers")));
    }

    /** In a JVM of its own, because the level of a log is decided once. */
    private static String logged(Path directory, List<String> off) throws Exception {
        Path log = directory.resolve("log");
        try (ScriptedServer server = new ScriptedServer(
                request -> request.method().equals("PUT") ? Answer.of(200) : Answer.error(403, "AccessDenied", "no"))) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace"));
            off.forEach(name -> command.add("-Dorg.slf4j.simpleLogger.log." + name + "=off"));
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    SecretsTest.class.getName(),
                    server.endpoint().toString()));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = process.waitFor(2, TimeUnit.MINUTES);
            process.destroyForcibly();
            String text = Files.readString(log);
            assertThat(ended).as(text).isTrue();
            assertThat(text).as("what was logged").contains("software.amazon.awssdk", "all calls made: 3");
            return text;
        }
    }

    /** Makes some calls, and says what they threw. */
    public static void main(String[] arguments) throws Exception {
        List<Throwable> failures = new ArrayList<>();
        try (S3ObjectStore store = store(URI.create(arguments[0]))) {
            store.put("a", ObjectData.of(new byte[3]), PutCondition.NONE);
            for (Call call : List.<Call>of(s -> s.get("a"), s -> s.stat("a"), s -> s.list("", object -> {}))) {
                try {
                    call.run(store);
                } catch (IOException e) {
                    failures.add(e);
                }
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        failures.forEach(failure -> failure.printStackTrace(print));
        System.out.println(bytes.toString(StandardCharsets.UTF_8));
        System.out.println("all calls made: " + failures.size());
    }
}
