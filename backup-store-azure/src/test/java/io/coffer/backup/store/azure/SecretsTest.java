package io.coffer.backup.store.azure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No key and no signature in a message, a cause, a log line or a text of any object. */
class SecretsTest {
    @Test
    void nothingThatIsWrittenDownHoldsASecret() throws Exception {
        String output = run();
        assertThat(output).as("the program ran to its end").contains(SecretsProgram.LAST_LINE);
        assertThat(output).as("exceptions were written").contains("Exception: cannot get object a in azblob://account");
        for (String secret : List.of(
                SecretsProgram.KEY,
                SecretsProgram.SIGNATURE,
                SecretsProgram.ENCODED_SIGNATURE,
                SecretsProgram.CUSTOMER_KEY,
                SecretsProgram.SIGNATURE.substring(0, 30))) {
            int at = output.indexOf(secret);
            assertThat(at)
                    .as(() -> "a secret stands in: "
                            + output.substring(Math.max(0, at - 300), Math.min(output.length(), at + 100)))
                    .isNegative();
        }
    }

    @Test
    void textsOfAnyLengthAreSearchedBeforeTheyAreCut() {
        Secrets secrets = new Secrets();
        secrets.add("a-very-secret-key");
        secrets.addSignature("sv=1&sig=abc%2Bdef%2Fghi%3D&sp=r");
        String text = "x".repeat(4090) + "a-very-secret-key and abc+def/ghi= and abc%2Bdef%2Fghi%3D";
        assertThat(secrets.redact(text)).doesNotContain("a-ver").hasSizeLessThan(4200);
        assertThat(secrets.redact("abc+def/ghi= abc%2Bdef%2Fghi%3D sp=r")).isEqualTo("*** *** sp=r");
        IOException clean = new IOException("clean");
        assertThat(secrets.cause(clean)).isSameAs(clean);
        IOException deep = new IOException("outer", new IOException("inner a-very-secret-key"));
        assertThat(secrets.cause(deep)).isNotSameAs(deep).hasNoCause();
        IOException suppressing = new IOException("outer");
        suppressing.addSuppressed(new IOException("a-very-secret-key"));
        assertThat(secrets.cause(suppressing).getSuppressed()).isEmpty();
        assertThat(secrets).hasToString("***");
    }

    private static String run() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                SecretsProgram.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("AZURE_LOG_LEVEL", "verbose");
        builder.environment().put("AZURE_HTTP_LOG_DETAIL_LEVEL", "body_and_headers");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(output.substring(Math.max(0, output.length() - 2000)))
                .isZero();
        return output;
    }
}
