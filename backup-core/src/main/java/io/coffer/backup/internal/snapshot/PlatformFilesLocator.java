package io.coffer.backup.internal.snapshot;

import io.coffer.backup.spi.PlatformFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds implementations of {@link PlatformFiles} on the class path. Thread-safe. */
public final class PlatformFilesLocator {
    private final List<ServiceLoader.Provider<PlatformFiles>> providers =
            ServiceLoader.load(PlatformFiles.class, PlatformFiles.class.getClassLoader()).stream()
                    .toList();

    /**
     * Tells whether there are any, without loading one.
     *
     * @return whether {@link #find} may give something
     */
    public boolean isPresent() {
        return !providers.isEmpty();
    }

    /**
     * Finds one that works for a file system.
     *
     * @param path any path of it
     * @return null when there is none
     */
    public @Nullable PlatformFiles find(Path path) {
        for (ServiceLoader.Provider<PlatformFiles> provider : providers) {
            PlatformFiles files = provider.get();
            if (files.supports(path)) {
                return files;
            }
        }
        return null;
    }
}
