package io.coffer.backup;

import java.time.Duration;

/**
 * What a backup did, in figures.
 *
 * @param files regular files in the snapshot
 * @param directories in the snapshot, the root included
 * @param others links, pipes, devices and sockets in the snapshot
 * @param bytes size of all files
 * @param unchangedFiles files that were not opened, because nothing spoke for a change
 * @param readBytes bytes read from files
 * @param newContents contents that were not in the repository
 * @param newBytes their bytes before compression
 * @param storedBytes bytes of the packs and index objects that the backup added to the storage. The manifest, which
 *     holds this figure, is not counted: a backup that found nothing new has stored 0 bytes, and a manifest.
 * @param problems entries that could not be read or changed while they were read
 * @param duration from start to commit
 */
public record BackupStatistics(
        long files,
        long directories,
        long others,
        long bytes,
        long unchangedFiles,
        long readBytes,
        long newContents,
        long newBytes,
        long storedBytes,
        long problems,
        Duration duration) {}
