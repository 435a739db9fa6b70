package io.coffer.backup.crypto.openpgp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.opentest4j.TestAbortedException;

/** GnuPG with a home of its own. */
final class Gpg implements AutoCloseable {
    private final Path home;

    /** What a run gave. */
    record Result(int status, byte[] output, String errors) {}

    /** Makes a home; short, because the name of the agent's socket must fit into 108 bytes. */
    Gpg() throws IOException {
        require();
        home = Files.createTempDirectory("gpg");
    }

    /** Skips a test where there is no gpg, and says so; where everything must be tested, it fails. */
    static void require() {
        for (String directory : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(directory, "gpg"))) {
                return;
            }
        }
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError("gpg is missing, and CI=true asks for all tests: install gnupg");
        }
        System.err.println("SKIPPED, for want of the command gpg");
        throw new TestAbortedException("no gpg");
    }

    /** Runs gpg, whatever it says. */
    Result run(byte[] input, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("gpg", "--batch", "--quiet", "--no-tty", "--pinentry-mode", "loopback"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("GNUPGHOME", home.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        // With two processors the common pool has one thread, and each of these waits for the other.
        Executor threads = task -> new Thread(task, "gpg").start();
        CompletableFuture<byte[]> errors =
                CompletableFuture.supplyAsync(() -> readAll(process.getErrorStream()), threads);
        CompletableFuture<Void> fed = CompletableFuture.runAsync(() -> feed(process.getOutputStream(), input), threads);
        byte[] output = readAll(process.getInputStream());
        try {
            fed.join();
            int status = process.waitFor();
            return new Result(status, output, new String(errors.join(), StandardCharsets.UTF_8));
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    /** Runs gpg, which must succeed; gives what it wrote. */
    byte[] succeed(byte[] input, String... arguments) throws IOException {
        Result result = run(input, arguments);
        if (result.status() != 0) {
            throw new AssertionError(
                    "status " + result.status() + " of gpg " + List.of(arguments) + ": " + result.errors());
        }
        return result.output();
    }

    /** Makes a key without a passphrase, of a primary key that signs and a sub-key that encrypts. */
    OpenPgpPublicKey makeKey(String userId, String primary, String subkey, String expiry) throws IOException {
        succeed(new byte[0], "--passphrase", "", "--quick-gen-key", userId, primary, "sign", expiry);
        String fingerprint = fingerprint(userId);
        if (!subkey.isEmpty()) {
            succeed(new byte[0], "--passphrase", "", "--quick-add-key", fingerprint, subkey, "encrypt", expiry);
        }
        return publicKey(userId);
    }

    OpenPgpPublicKey publicKey(String userId) throws IOException {
        byte[] exported = succeed(new byte[0], "--export", userId);
        return OpenPgpPublicKey.readAll(new java.io.ByteArrayInputStream(exported), userId)
                .get(0);
    }

    OpenPgpSecretKey secretKey(String userId, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--export-secret-keys", "--armor", userId));
        byte[] exported = succeed(new byte[0], arguments.toArray(String[]::new));
        return OpenPgpSecretKey.readAll(new java.io.ByteArrayInputStream(exported), userId)
                .get(0);
    }

    String fingerprint(String userId) throws IOException {
        String listed =
                new String(succeed(new byte[0], "--with-colons", "--list-keys", userId), StandardCharsets.UTF_8);
        return listed.lines()
                .filter(line -> line.startsWith("fpr:"))
                .findFirst()
                .orElseThrow()
                .split(":")[9];
    }

    private static byte[] readAll(InputStream in) {
        try (in;
                ByteArrayOutputStream all = new ByteArrayOutputStream()) {
            in.transferTo(all);
            return all.toByteArray();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void feed(OutputStream out, byte[] input) {
        try (out) {
            out.write(input);
        } catch (IOException closed) {
            // It did not want all of it.
        }
    }

    @Override
    public void close() throws IOException {
        ProcessBuilder builder = new ProcessBuilder("gpgconf", "--kill", "all");
        builder.environment().put("GNUPGHOME", home.toString());
        try {
            builder.start().waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        try (var files = Files.walk(home)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
