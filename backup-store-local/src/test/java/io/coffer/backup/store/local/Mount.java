package io.coffer.backup.store.local;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system that is mounted for one test, which is skipped where that is not permitted. */
final class Mount implements AutoCloseable {
    private final Path path;
    private boolean mounted = true;

    private Mount(Path path) {
        this.path = path;
    }

    /** Mounts a file system in memory. */
    static Mount tmpfs(Path path, String options) throws Exception {
        Files.createDirectories(path);
        String problem = run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path.toString());
        if (!problem.isEmpty()) {
            System.err.println(
                    "SKIPPED, because a file system cannot be mounted here (as root on Linux it can): " + problem);
        }
        assumeThat(problem).as("what mount said").isEmpty();
        return new Mount(path);
    }

    Path path() {
        return path;
    }

    void remountReadOnly() throws Exception {
        require("mount", "-o", "remount,ro", path.toString());
    }

    void unmount() throws Exception {
        mounted = false;
        require("umount", path.toString());
    }

    @Override
    public void close() throws Exception {
        if (mounted) {
            unmount();
        }
    }

    private static void require(String... command) throws Exception {
        String problem = run(command);
        if (!problem.isEmpty()) {
            throw new IOException(List.of(command) + ": " + problem);
        }
    }

    /** Gives what went wrong, or nothing. */
    private static String run(String... command) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int result = process.waitFor();
            return result == 0 ? "" : "exit code " + result + ": " + output.strip();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
