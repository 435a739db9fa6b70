package io.coffer.backup.spi;

/**
 * What a store can do beyond the obligations of {@link ObjectStore}. Made with {@link #builder()}, so
 * that a capability added later does not break a provider written today.
 */
public final class StoreCapabilities {
    private final boolean stronglyConsistent;
    private final boolean conditionalPut;
    private final boolean serverTime;
    private final boolean remote;
    private final boolean objectLock;
    private final boolean coldStorage;
    private final long maximumObjectSize;
    private final int maximumBatchDelete;

    private StoreCapabilities(Builder builder) {
        this.stronglyConsistent = builder.stronglyConsistent;
        this.conditionalPut = builder.conditionalPut;
        this.serverTime = builder.serverTime;
        this.remote = builder.remote;
        this.objectLock = builder.objectLock;
        this.coldStorage = builder.coldStorage;
        this.maximumObjectSize = builder.maximumObjectSize;
        this.maximumBatchDelete = builder.maximumBatchDelete;
    }

    /**
     * Starts with what a plain, strongly consistent, local store can do: no conditional put, no time of
     * its own, objects of any size, deletes of one object at a time.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Whether puts, deletes and listings that follow each other see each other, for all clients.
     *
     * @return false only where a listing may lag behind
     */
    public boolean stronglyConsistent() {
        return stronglyConsistent;
    }

    /**
     * Whether {@link PutCondition#IF_ABSENT} lets exactly one of several simultaneous callers win.
     *
     * @return false where it is a check followed by a write
     */
    public boolean conditionalPut() {
        return conditionalPut;
    }

    /**
     * Whether {@link ObjectInfo#modified()} comes from one clock for all clients.
     *
     * @return false where each client's own clock counts
     */
    public boolean serverTime() {
        return serverTime;
    }

    /**
     * Whether a request costs a network round trip or money, so that caching metadata pays.
     *
     * @return false for storage that is as near as the cache would be
     */
    public boolean remote() {
        return remote;
    }

    /**
     * Whether objects may be kept where they must be recalled before they can be read. A restore then asks for what it
     * needs before it begins, and a prune rewrites no packs of data: it gives up those that nothing needs.
     *
     * @return true when {@link ObjectStore#recall} may have something to do
     */
    public boolean coldStorage() {
        return coldStorage;
    }

    /**
     * Whether objects can be kept from being deleted until a time.
     *
     * @return true when {@link ObjectStore#retain} works
     */
    public boolean objectLock() {
        return objectLock;
    }

    /**
     * The largest object that can be put.
     *
     * @return in bytes
     */
    public long maximumObjectSize() {
        return maximumObjectSize;
    }

    /**
     * How many objects one request deletes.
     *
     * @return 1 where each costs a request of its own
     */
    public int maximumBatchDelete() {
        return maximumBatchDelete;
    }

    /** Makes {@link StoreCapabilities}. Not safe for use by several threads. */
    public static final class Builder {
        private boolean stronglyConsistent = true;
        private boolean conditionalPut;
        private boolean serverTime;
        private boolean remote;
        private boolean objectLock;
        private boolean coldStorage;
        private long maximumObjectSize = Long.MAX_VALUE;
        private int maximumBatchDelete = 1;

        private Builder() {}

        /**
         * Sets {@link StoreCapabilities#stronglyConsistent()}.
         *
         * @param value the value
         * @return this builder
         */
        public Builder stronglyConsistent(boolean value) {
            this.stronglyConsistent = value;
            return this;
        }

        /**
         * Sets {@link StoreCapabilities#conditionalPut()}.
         *
         * @param value the value
         * @return this builder
         */
        public Builder conditionalPut(boolean value) {
            this.conditionalPut = value;
            return this;
        }

        /**
         * Sets {@link StoreCapabilities#serverTime()}.
         *
         * @param value the value
         * @return this builder
         */
        public Builder serverTime(boolean value) {
            this.serverTime = value;
            return this;
        }

        /**
         * Sets {@link StoreCapabilities#remote()}.
         *
         * @param value the value
         * @return this builder
         */
        public Builder remote(boolean value) {
            this.remote = value;
            return this;
        }

        /**
         * Sets {@link StoreCapabilities#coldStorage()}.
         *
         * @param value the value
         * @return this builder
         */
        public Builder coldStorage(boolean value) {
            this.coldStorage = value;
            return this;
        }

        /**
         * Sets {@link StoreCapabilities#objectLock()}.
         *
         * @param value the value
         * @return this builder
         */
        public Builder objectLock(boolean value) {
            this.objectLock = value;
            return this;
        }

        /**
         * Sets {@link StoreCapabilities#maximumObjectSize()}.
         *
         * @param bytes 1 or more
         * @return this builder
         */
        public Builder maximumObjectSize(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("maximum object size must be 1 byte or more, was " + bytes);
            }
            this.maximumObjectSize = bytes;
            return this;
        }

        /**
         * Sets {@link StoreCapabilities#maximumBatchDelete()}.
         *
         * @param objects 1 or more
         * @return this builder
         */
        public Builder maximumBatchDelete(int objects) {
            if (objects < 1) {
                throw new IllegalArgumentException("a batch deletes 1 object or more, was " + objects);
            }
            this.maximumBatchDelete = objects;
            return this;
        }

        /**
         * Makes the value.
         *
         * @return what was set
         */
        public StoreCapabilities build() {
            return new StoreCapabilities(this);
        }
    }
}
