package io.coffer.backup.store.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** How what was written reaches the disk. */
@FunctionalInterface
interface Sync {
    /** Waits until the disk has it. */
    Sync FSYNC = (channel, path) -> channel.force(true);

    /** Leaves it to the operating system, which does it within a minute or so. */
    Sync NONE = (channel, path) -> {};

    /**
     * Returns when it survives a crash of the machine.
     *
     * @param channel an open file, or an open directory where the platform has that
     * @param path of the file or directory
     */
    void force(FileChannel channel, Path path) throws IOException;
}
