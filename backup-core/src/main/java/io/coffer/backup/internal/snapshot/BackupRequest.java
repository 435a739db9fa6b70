package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Manifest;
import io.coffer.backup.source.Source;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What is to be backed up, and how.
 *
 * @param sources one or more, with different names
 * @param tags to be attached
 * @param host to be recorded
 * @param parentId the snapshot to compare with, or null for none
 * @param parent its manifest, or null for none
 * @param readAll whether unchanged files are read too
 * @param countFirst whether sources are listed once before, to know how much there is to do
 */
public record BackupRequest(
        List<Source> sources,
        SortedSet<String> tags,
        String host,
        @Nullable String parentId,
        @Nullable Manifest parent,
        boolean readAll,
        boolean countFirst) {}
