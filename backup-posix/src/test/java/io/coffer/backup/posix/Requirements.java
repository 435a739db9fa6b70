package io.coffer.backup.posix;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.opentest4j.TestAbortedException;

/** What a test needs of the machine; where it is missing, the test is skipped, and says so where one sees it. */
final class Requirements {
    private Requirements() {}

    static void require(boolean met, String what) {
        if (!met) {
            String message = "SKIPPED, for want of " + what;
            System.err.println(message);
            throw new TestAbortedException(message);
        }
    }

    static void requireRoot(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "owner", null);
        require(Files.getAttribute(file, "unix:uid").equals(0), "root's permissions");
    }

    static void requireAttribute(Path file, String name) throws IOException {
        try {
            new PosixFiles().setExtendedAttribute(file, name, new byte[] {1});
            new PosixFiles().removeExtendedAttribute(file, name);
        } catch (FileSystemException e) {
            require(false, "permission to set " + name + " (" + e.getMessage() + ")");
        }
    }

    /** A directory in memory, where large attributes are allowed, and other code of the kernel runs. */
    static Path memoryDirectory() throws IOException {
        Path memory = Path.of("/dev/shm");
        require(Files.isWritable(memory), "a writable /dev/shm");
        return Files.createTempDirectory(memory, "coffer");
    }

    static void requireCommands(String... commands) {
        for (String command : commands) {
            require(
                    Arrays.stream(System.getenv("PATH").split(":"))
                            .anyMatch(directory -> Files.isExecutable(Path.of(directory, command))),
                    "the command " + command);
        }
    }
}
