package io.coffer.backup.posix;

import io.coffer.backup.model.DataRange;
import io.coffer.backup.spi.FileStatus;
import io.coffer.backup.spi.PlatformFiles;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link PlatformFiles} for Linux, through JNA.
 *
 * <p>The native library is loaded by the first call of {@link #supports}, not by the constructor; that takes some tens
 * of milliseconds, once in a process. Any number of threads, virtual ones too, may use one instance, and instances share
 * everything. No call blocks for longer than the file system does; none reacts to interruption.
 *
 * <p>Errors of the platform come as a {@link java.nio.file.FileSystemException} that carries the path:
 * {@link java.nio.file.NoSuchFileException}, {@link java.nio.file.AccessDeniedException},
 * {@link java.nio.file.FileAlreadyExistsException}, and for all others the class itself with the platform's own words as
 * reason. Paths may hold any bytes, whatever the locale. All methods but {@link #supports} throw
 * {@link UnsupportedOperationException} for a path for which that one is false.
 */
public final class PosixFiles implements PlatformFiles {
    /** Loads nothing yet. */
    public PosixFiles() {}

    /**
     * {@inheritDoc}
     *
     * <p>Logs one warning in the life of a process, with the reason and a remedy, when the platform is a known one and
     * native code cannot be loaded all the same.
     *
     * @return true for the default file system on 64-bit Linux when native code could be loaded
     */
    @Override
    public boolean supports(Path path) {
        return path.getFileSystem() == FileSystems.getDefault() && NativeAccess.available();
    }

    /**
     * {@inheritDoc}
     *
     * @return null on a kernel before Linux 4.11, with a C library that does not know its call, or in a container that
     *     does not allow it
     */
    @Override
    public @Nullable FileStatus status(Path path) throws IOException {
        return StatusReader.read(supported(path));
    }

    /**
     * {@inheritDoc}
     *
     * <p>What is listed but may not be read, or vanishes before it is read, is left out. So is an attribute whose name is
     * not valid UTF-8, with a warning in the log, for a {@link String} cannot hold it.
     *
     * @return sorted by name; unmodifiable, and the arrays are the caller's
     * @throws IOException when the file cannot be read, its names take more than 64 KiB (which the kernel does not hand
     *     out), or its values more than 16 MiB together
     */
    @Override
    public Map<String, byte[]> extendedAttributes(Path path) throws IOException {
        return ExtendedAttributes.read(supported(path));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IOException when the platform refuses, or name or value is none that Linux could keep: a name has 1 to 255
     *     bytes, none of them zero, a value 65,536 bytes at most
     */
    @Override
    public void setExtendedAttribute(Path path, String name, byte[] value) throws IOException {
        ExtendedAttributes.set(supported(path), name, value);
    }

    @Override
    public void removeExtendedAttribute(Path path, String name) throws IOException {
        ExtendedAttributes.remove(supported(path), name);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Where the file system does not tell, the whole file is one range. In a file of very many parts the smallest
     * holes count as data. When the file changes meanwhile, the answer fits some of its states, none of the ranges
     * reaching beyond the size it had at first.
     *
     * @throws IOException when the file cannot be opened for reading, or is not a regular one
     */
    @Override
    public List<DataRange> dataRanges(Path path) throws IOException {
        return DataRanges.find(supported(path));
    }

    /**
     * {@inheritDoc}
     *
     * <p>The permission bits come out as given, whatever the umask. After a failure there is nothing at the path that was
     * not there before.
     *
     * @throws IllegalArgumentException when the type in {@code mode} is none of pipe, socket, character or block device
     */
    @Override
    public void makeNode(Path path, int mode, long device) throws IOException {
        SpecialFiles.make(supported(path), mode, device);
    }

    @Override
    public void makeSymbolicLink(Path path, byte[] target) throws IOException {
        SpecialFiles.link(supported(path), target);
    }

    @Override
    public void setModified(Path path, Instant time) throws IOException {
        SpecialFiles.setModified(supported(path), time);
    }

    private Path supported(Path path) {
        if (!supports(path)) {
            throw new UnsupportedOperationException("no native access to the file system of " + path);
        }
        return path;
    }
}
