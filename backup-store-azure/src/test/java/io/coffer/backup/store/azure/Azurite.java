package io.coffer.backup.store.azure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * Microsoft's emulator of Azure Blob Storage, as one process for all tests, on a free port of the loopback. Installed by
 * npm below {@code target} when it is not there yet. It keeps everything in memory, and ends with this JVM.
 */
final class Azurite {
    /** Account and key of every Azurite, as its documentation states them. */
    static final String ACCOUNT = "devstoreaccount1";

    static final String KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static final Path SOURCES = Path.of("src/test/azurite").toAbsolutePath();
    private static final Path TARGET = Path.of("target/azurite").toAbsolutePath();
    private static final Pattern LISTENING =
            Pattern.compile("successfully listens on (https?)://127\\.0\\.0\\.1:(\\d+)");
    private static final int INSTALL_MINUTES = 8;

    private static Azurite plain;

    private final Process process;
    private final String endpoint;

    private Azurite(Process process, String endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** The one that all tests share. Skips the test where there is no Node.js, but not in CI. */
    static synchronized Azurite shared() throws Exception {
        if (plain == null || !plain.process.isAlive()) {
            plain = start(List.of());
        }
        return plain;
    }

    /** One of its own, with more options. */
    static Azurite start(List<String> options) throws Exception {
        requireNode();
        install();
        List<String> command = new ArrayList<>(List.of(
                "node",
                "start.js",
                "--blobHost",
                "127.0.0.1",
                "--blobPort",
                "0",
                "--inMemoryPersistence",
                "--skipApiVersionCheck",
                "--disableTelemetry",
                "--silent"));
        command.addAll(options);
        Process process = new ProcessBuilder(command)
                .directory(TARGET.toFile())
                .redirectErrorStream(true)
                .start();
        return new Azurite(process, awaitEndpoint(process));
    }

    /** Where the account is. */
    String endpoint() {
        return endpoint;
    }

    void stop() throws Exception {
        process.destroy();
        process.waitFor();
    }

    /** A builder for a container that nobody used before, and that is not there yet. */
    AzureObjectStoreBuilder newContainer() {
        return AzureObjectStore.builder()
                .account(ACCOUNT)
                .container("c" + UUID.randomUUID())
                .endpoint(endpoint)
                .credentials(AzureCredentials.sharedKey(KEY));
    }

    private static String awaitEndpoint(Process process) throws IOException {
        StringBuilder said = new StringBuilder();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
            Matcher matcher = LISTENING.matcher(line);
            if (matcher.find()) {
                drain(output);
                return matcher.group(1) + "://127.0.0.1:" + matcher.group(2) + "/" + ACCOUNT;
            }
        }
        throw new IOException("Azurite ended before it listened:\n" + said);
    }

    /** So that it is never stopped by a full pipe. */
    private static void drain(BufferedReader output) {
        Thread thread = new Thread(() -> output.lines().forEach(line -> {}), "azurite-output");
        thread.setDaemon(true);
        thread.start();
    }

    private static void requireNode() throws Exception {
        for (String tool : List.of("node", "npm")) {
            if (!runs(tool)) {
                String message = "The tests against Azurite need \"" + tool + "\" (packages nodejs and npm)";
                if ("true".equals(System.getenv("CI"))) {
                    throw new AssertionError(message);
                }
                System.err.println("**** SKIPPED: " + message + " ****");
                Assumptions.abort(message);
            }
        }
    }

    private static boolean runs(String tool) throws Exception {
        try {
            Process process = new ProcessBuilder(tool, "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static synchronized void install() throws Exception {
        Files.createDirectories(TARGET);
        Path installed = TARGET.resolve("package.json");
        Files.copy(SOURCES.resolve("start.js"), TARGET.resolve("start.js"), StandardCopyOption.REPLACE_EXISTING);
        if (Files.exists(installed) && Files.mismatch(installed, SOURCES.resolve("package.json")) < 0) {
            return;
        }
        Path building = Files.createDirectories(TARGET.resolve("building"));
        Files.copy(
                SOURCES.resolve("package.json"), building.resolve("package.json"), StandardCopyOption.REPLACE_EXISTING);
        Path log = TARGET.resolve("npm.log");
        Process npm = new ProcessBuilder("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts")
                .directory(building.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) || npm.exitValue() != 0) {
            npm.destroy();
            throw new AssertionError("npm could not install Azurite:\n" + Files.readString(log));
        }
        // The marker last: what was broken off is installed again.
        deleteTree(TARGET.resolve("node_modules"));
        Files.move(building.resolve("node_modules"), TARGET.resolve("node_modules"));
        Files.copy(SOURCES.resolve("package.json"), installed, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (var paths = Files.walk(root)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
