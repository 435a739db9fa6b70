package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody makes who wants to do harm is refused as damaged, in little memory. */
class HostileObjectsTest {
    @Test
    @Timeout(60)
    void hostileObjectsAreRefusedAsDamagedInASmallHeap() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-Xss256k",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostileObjects.class.getName())
                .redirectErrorStream(true)
                .start();
        List<String> outcomes =
                new String(child.getInputStream().readAllBytes()).lines().toList();

        assertThat(child.waitFor()).isZero();
        assertThat(outcomes)
                .hasSize(HostileObjects.cases().size())
                .allSatisfy(outcome ->
                        assertThat(outcome).containsPattern(" -> CorruptObjectException: .* is damaged: .+; .+"));
    }
}
