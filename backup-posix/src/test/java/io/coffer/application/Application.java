package io.coffer.application;

import io.coffer.backup.spi.PlatformFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;

/** Finds the implementation as an application does, and says what it found; not in the package of the module. */
public final class Application {
    private Application() {}

    /** The main class of a child process. */
    public static void main(String[] arguments) throws IOException {
        PlatformFiles posix =
                ServiceLoader.load(PlatformFiles.class).findFirst().orElseThrow();
        System.out.println("made " + posix.getClass().getName());
        Path root = Path.of("/");
        System.out.println("supports " + posix.supports(root) + " " + posix.supports(root));
        if (posix.supports(root)) {
            System.out.println("read " + (posix.extendedAttributes(root) != null));
        }
        System.out.println("module " + posix.getClass().getModule().getName());
    }
}
