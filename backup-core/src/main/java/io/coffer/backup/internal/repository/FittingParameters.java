package io.coffer.backup.internal.repository;

import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.internal.content.PackSizes;
import io.coffer.backup.spi.ObjectStore;
import org.jspecify.annotations.Nullable;

/** Parameters of a new repository whose objects the storage takes. */
public final class FittingParameters {
    private static final RepositoryParameters DEFAULT = RepositoryParameters.DEFAULT;

    /** The smallest chunks that the defaults can be halved to. */
    private static final int MAX_HALVINGS =
            Integer.numberOfTrailingZeros(DEFAULT.minimumChunk() / RepositoryParameters.SMALLEST_CHUNK);

    private FittingParameters() {}

    /**
     * Chooses the parameters of a new repository: those that were asked for, or the defaults with packs, and where
     * need be chunks and segments, that are as small as the storage wants them.
     *
     * @param asked by the application; null when it said nothing
     * @param store that will hold the repository
     * @return parameters that fit
     * @throws IllegalArgumentException when those that were asked for do not fit, or nothing fits
     */
    public static RepositoryParameters choose(@Nullable RepositoryParameters asked, ObjectStore store) {
        long maximum = store.capabilities().maximumObjectSize();
        RepositoryParameters parameters = asked == null ? smaller(maximum) : asked;
        if (largestObject(parameters) > maximum) {
            throw new IllegalArgumentException(
                    "packs would have up to " + largestObject(parameters) + " bytes, and "
                            + store.location() + " takes objects of up to " + maximum
                            + (asked == null
                                    ? "; a repository needs a storage of larger objects"
                                    : "; ask for a packSize of at most that, for smaller chunks and segments, or for no parameters"));
        }
        return parameters;
    }

    private static long largestObject(RepositoryParameters parameters) {
        return PackSizes.of(parameters, Long.MAX_VALUE).largest();
    }

    private static RepositoryParameters smaller(long maximum) {
        int packSize = (int) Math.min(DEFAULT.packSize(), maximum);
        int halvings = 0;
        while (halvings < MAX_HALVINGS && packSize < 2 * (DEFAULT.maximumChunk() >> halvings)) {
            halvings++;
        }
        int maximumChunk = DEFAULT.maximumChunk() >> halvings;
        return new RepositoryParameters(
                DEFAULT.minimumChunk() >> halvings,
                DEFAULT.averageChunk() >> halvings,
                maximumChunk,
                DEFAULT.dataSegment() >> halvings,
                DEFAULT.metadataSegment() >> halvings,
                Math.max(packSize, 2 * maximumChunk),
                DEFAULT.compressionLevel());
    }
}
