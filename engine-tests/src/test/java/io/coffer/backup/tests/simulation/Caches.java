package io.coffer.backup.tests.simulation;

import io.coffer.backup.internal.repository.LocalCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Directories for the caches of a history, on a few machines, so that some actors share one. They are real files, which
 * take many times as long as a history without: so a few histories have them.
 */
final class Caches implements AutoCloseable {
    private static final int ONE_IN = 150;
    private static final int MACHINES = 2;

    private final Random random;
    /** Null in most histories, where nothing is cached. */
    private final Path directory;

    /** Opens the cache of one machine, whoever has used it before. */
    interface Cache {
        LocalCache open() throws IOException;
    }

    /** Draws whether there are any; apart from all else that is drawn. */
    Caches(long seed, boolean allowed) {
        random = new Random(~seed);
        directory = allowed && random.nextInt(ONE_IN) == 0 ? make() : null;
    }

    private static Path make() {
        try {
            return Files.createTempDirectory("coffer-simulation");
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    boolean areThere() {
        return directory != null;
    }

    /** The cache that one actor has. */
    Cache draw() {
        if (directory == null) {
            return LocalCache::none;
        }
        Path machine = directory.resolve("machine" + random.nextInt(MACHINES));
        return () -> LocalCache.open(machine, World.CONFIG.id());
    }

    @Override
    public void close() {
        if (directory == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException stays) {
            throw new UncheckedIOException(stays);
        }
    }
}
