package io.coffer.backup;

/**
 * What a repository stores, in figures.
 *
 * @param snapshots how many
 * @param packs how many the index names
 * @param contents how many the index names
 * @param contentBytes their size before compression
 * @param packBytes size of the packs
 * @param indexBytes size of the index objects
 * @param totalBytes size of all objects
 * @param objects how many there are of all kinds
 */
public record RepositoryStatistics(
        long snapshots,
        long packs,
        long contents,
        long contentBytes,
        long packBytes,
        long indexBytes,
        long totalBytes,
        long objects) {}
