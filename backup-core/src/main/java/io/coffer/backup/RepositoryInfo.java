package io.coffer.backup;

import io.coffer.backup.spi.encryption.CipherSuite;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was fixed when a repository was created.
 *
 * @param id identifies the repository, wherever it is copied to
 * @param formatVersion of its objects
 * @param created when
 * @param location of its storage, without secrets
 * @param parameters how data is cut, gathered and compressed
 * @param cipher how it is encrypted; null when it is not
 */
public record RepositoryInfo(
        UUID id,
        int formatVersion,
        Instant created,
        String location,
        RepositoryParameters parameters,
        @Nullable CipherSuite cipher) {}
