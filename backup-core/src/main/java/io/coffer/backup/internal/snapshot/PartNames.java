package io.coffer.backup.internal.snapshot;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names of what a restore has begun and not finished, beside the places of the finished entries. The name says which
 * process made it: what is left of one that was killed is removed by the next restore. Used by one thread.
 */
final class PartNames implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartNames.class);
    private static final Set<String> IN_USE = ConcurrentHashMap.newKeySet();
    private static final Pattern PART = Pattern.compile("(\\.coffer-(\\d{1,18})-[0-9a-f-]{36}-)[^/]*\\.part");

    private final String prefix = ".coffer-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID() + "-";
    private long parts;

    PartNames() {
        IN_USE.add(prefix);
    }

    /** What all of the names start with. */
    String prefix() {
        return prefix;
    }

    /** A name beside others that nothing else has. */
    Path next(Path directory) {
        return directory.resolve(prefix + parts++ + ".part");
    }

    /** Removes what processes left in a directory that are no more. */
    static void removeStale(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, PartNames::isStale)) {
            for (Path stale : entries) {
                LOG.info("removing {}, which a restore that ended early has left", stale);
                Files.deleteIfExists(stale);
            }
        }
    }

    private static boolean isStale(Path path) {
        Matcher name = PART.matcher(String.valueOf(path.getFileName()));
        if (!name.matches() || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        long process = Long.parseLong(name.group(2));
        return process == ProcessHandle.current().pid()
                ? !IN_USE.contains(name.group(1))
                : ProcessHandle.of(process).isEmpty();
    }

    @Override
    public void close() {
        IN_USE.remove(prefix);
    }
}
