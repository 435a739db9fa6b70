package io.coffer.backup.spi.decorator;

/**
 * How fast bytes may go to a storage and come from it.
 *
 * @param uploadBytesPerSecond 1 or more; {@link #UNLIMITED} for no limit
 * @param downloadBytesPerSecond 1 or more; {@link #UNLIMITED} for no limit
 */
public record BandwidthLimit(long uploadBytesPerSecond, long downloadBytesPerSecond) {
    /** As fast as it goes. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** No limit in either direction. */
    public static final BandwidthLimit NONE = new BandwidthLimit(UNLIMITED, UNLIMITED);

    /**
     * Tells whether there is any limit.
     *
     * @return whether bytes are held up in one direction at least
     */
    public boolean isLimited() {
        return uploadBytesPerSecond != UNLIMITED || downloadBytesPerSecond != UNLIMITED;
    }

    /** Checks the values. */
    public BandwidthLimit {
        if (uploadBytesPerSecond < 1 || downloadBytesPerSecond < 1) {
            throw new IllegalArgumentException("a bandwidth limit is 1 byte per second or more, was "
                    + uploadBytesPerSecond + " up and " + downloadBytesPerSecond + " down");
        }
    }
}
