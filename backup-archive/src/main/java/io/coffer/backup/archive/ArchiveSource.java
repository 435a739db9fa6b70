package io.coffer.backup.archive;

import io.coffer.backup.model.EntryName;
import io.coffer.backup.source.OpenSource;
import io.coffer.backup.source.Source;
import io.coffer.backup.source.SourceContext;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The entries of a zip or tar archive as a source, so that what is stored are files, deduplicated against those of other
 * archives and directories, and not the archive.
 *
 * <p>Zip is read in place. Of tar, the data is written to a temporary file first, because entries are asked for in the
 * order of their names. An archive that is damaged, or that is made to do harm, is refused as a whole, with the entry's
 * name, before anything of it is stored: entries with absolute names or {@code ..} in them, encrypted ones, two of one
 * name, a file where another entry needs a directory, more data than the {@linkplain #maxSize limits} allow. Data is
 * compared with its checksum when it is read.
 *
 * <p>A file counts as unchanged since the last snapshot only if its checksum (CRC-32) is the same too: exporters like to
 * give all entries one time. Immutable.
 */
public final class ArchiveSource implements Source {
    private final Path file;
    private final String name;
    private final String location;
    private final ArchiveLimits limits;

    private ArchiveSource(Path file, String name, String location, ArchiveLimits limits) {
        this.file = file;
        this.name = EntryName.of(name).toString();
        this.location = location;
        this.limits = limits;
    }

    /**
     * Describes an archive. What kind it is shows in its first bytes.
     *
     * @param file of the formats in {@link ArchiveFormat}
     * @return with default limits: 250,000 entries, 256 GiB of data, 200 times as much data as the archive has bytes
     */
    public static ArchiveSource of(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path fileName = absolute.getFileName();
        if (fileName == null) {
            throw new IllegalArgumentException(file + " is not a file but the root of a file system");
        }
        return new ArchiveSource(absolute, fileName.toString(), absolute.toString(), ArchiveLimits.DEFAULT);
    }

    /**
     * Gives the source another name than that of the file.
     *
     * @param newName valid in a file system
     * @return a source of that name
     */
    public ArchiveSource named(String newName) {
        return new ArchiveSource(file, newName, location, limits);
    }

    /**
     * Gives the source another location than the path of the file: exports of the same thing that come under a new name
     * each time are compared with the previous one only when name and location stay the same.
     *
     * @param newLocation any text; no secrets
     * @return a source of that location
     */
    public ArchiveSource located(String newLocation) {
        return new ArchiveSource(file, name, newLocation, limits);
    }

    /**
     * Sets how many entries the archive may have.
     *
     * @param count each takes about one kilobyte of heap while the archive is open
     * @return a source with that limit
     */
    public ArchiveSource maxEntries(int count) {
        return new ArchiveSource(file, name, location, new ArchiveLimits(count, limits.size(), limits.ratio()));
    }

    /**
     * Sets how much data the archive may have.
     *
     * @param bytes of all entries together
     * @return a source with that limit
     */
    public ArchiveSource maxSize(long bytes) {
        return new ArchiveSource(file, name, location, new ArchiveLimits(limits.entries(), bytes, limits.ratio()));
    }

    /**
     * Sets how many times as large as the archive its data may be. Data of up to 64 MiB is always allowed.
     *
     * @param times 1 or more
     * @return a source with that limit
     */
    public ArchiveSource maxRatio(int times) {
        if (times < 1) {
            throw new IllegalArgumentException("not a ratio: " + times);
        }
        return new ArchiveSource(file, name, location, new ArchiveLimits(limits.entries(), limits.size(), times));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String location() {
        return location;
    }

    /**
     * Opens the archive and reads what entries it has.
     *
     * @throws ArchiveException when it is damaged, holds what it must not, or exceeds a limit
     * @throws IOException when it cannot be read
     */
    @Override
    public OpenSource open(SourceContext context) throws IOException {
        ArchiveFormat format = FormatDetection.of(file);
        ArchiveTree tree = new ArchiveTree(file.toString(), EntryName.of(name), limits);
        return format == ArchiveFormat.ZIP
                ? ZipReading.open(file, tree, limits)
                : TarReading.open(file, format, tree, limits, context);
    }

    @Override
    public String toString() {
        return location;
    }
}
