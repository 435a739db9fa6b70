package io.coffer.backup.testkit;

import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A planned failure of a {@link FaultyObjectStore}: which operation fails, when, and how. It counts the operations
 * that match it, and remembers whether it came to pass: a test whose planned fault never fired proves nothing, and
 * should say so.
 *
 * <pre>{@code
 * Fault fault = Fault.on(StoreOperation.PUT).named("packs/").nth(3).afterEffect().crash().build();
 * store.plan(fault);
 * ...
 * assertThat(fault.fired()).isTrue();
 * }</pre>
 *
 * <p>Safe for use by many threads. One fault belongs to one plan: it is not used again.
 */
public final class Fault {
    private final Set<StoreOperation> operations;
    private final String namePrefix;
    private final long nth;
    private final boolean afterEffect;
    private final boolean forEver;
    private final boolean crash;
    private final Function<String, ? extends IOException> exception;
    private long matched;
    private long fired;

    private Fault(Builder builder) {
        this.operations = builder.operations;
        this.namePrefix = builder.namePrefix;
        this.nth = builder.nth;
        this.afterEffect = builder.afterEffect;
        this.forEver = builder.forEver;
        this.crash = builder.crash;
        this.exception = builder.exception;
    }

    /**
     * Plans a failure of operations of some kinds.
     *
     * @param first a kind
     * @param more other kinds
     * @return a builder; unless it is told otherwise, the first such operation fails, once, before it has any effect
     */
    public static Builder on(StoreOperation first, StoreOperation... more) {
        return new Builder(EnumSet.of(first, more));
    }

    /**
     * Plans a failure of any operation.
     *
     * @return a builder; unless it is told otherwise, the first operation fails, once, before it has any effect
     */
    public static Builder onAny() {
        return new Builder(EnumSet.allOf(StoreOperation.class));
    }

    /**
     * Tells whether the fault came to pass.
     *
     * @return whether an operation failed because of it
     */
    public synchronized boolean fired() {
        return fired > 0;
    }

    /**
     * Tells how often the fault came to pass.
     *
     * @return how many operations failed because of it
     */
    public synchronized long firedCount() {
        return fired;
    }

    /** Counts an operation; gives what it is to throw, or null when it is to succeed. */
    synchronized @Nullable IOException meet(StoreOperation operation, String name) {
        if (!operations.contains(operation) || !name.startsWith(namePrefix)) {
            return null;
        }
        matched++;
        if (matched < nth || (matched > nth && !forEver)) {
            return null;
        }
        return exception.apply("planned fault: " + operation + " \"" + name + "\" failed "
                + (afterEffect ? "after" : "before") + " its effect (match " + matched + " of this fault)"
                + (crash ? ", and the program crashed" : ""));
    }

    /** Called when the exception is thrown: an operation that failed by itself before that did not fail by plan. */
    synchronized void fire() {
        fired++;
    }

    boolean isAfterEffect() {
        return afterEffect;
    }

    boolean isCrash() {
        return crash;
    }

    @Override
    public synchronized String toString() {
        return "Fault[" + operations + " named \"" + namePrefix + "...\", number " + nth + (forEver ? " and later" : "")
                + (afterEffect ? ", after effect" : "") + (crash ? ", crash" : "") + "; matched " + matched + ", fired "
                + fired + "]";
    }

    /** Plans a {@link Fault}. Not safe for use by several threads. */
    public static final class Builder {
        private final Set<StoreOperation> operations;
        private String namePrefix = "";
        private long nth = 1;
        private boolean afterEffect;
        private boolean forEver;
        private boolean crash;
        private Function<String, ? extends IOException> exception =
                message -> new StoreException(message, null, false, null);

        private Builder(Set<StoreOperation> operations) {
            this.operations = operations;
        }

        /**
         * Restricts the fault to objects whose names start so; for a listing the prefix counts as the name.
         *
         * @param prefix any start of a name
         * @return this builder
         */
        public Builder named(String prefix) {
            this.namePrefix = Objects.requireNonNull(prefix, "prefix");
            return this;
        }

        /**
         * Lets the first operations that match succeed.
         *
         * @param number which of them fails, from 1
         * @return this builder
         */
        public Builder nth(long number) {
            if (number < 1) {
                throw new IllegalArgumentException("operations are counted from 1, was " + number);
            }
            this.nth = number;
            return this;
        }

        /**
         * Lets the operation have its effect before it fails: the storage did it, and the answer was lost. What is
         * read whole fails at its end, a listing after its last object.
         *
         * @return this builder
         */
        public Builder afterEffect() {
            this.afterEffect = true;
            return this;
        }

        /**
         * Lets every later operation that matches fail too.
         *
         * @return this builder
         */
        public Builder forEver() {
            this.forEver = true;
            return this;
        }

        /**
         * Lets every later operation of the store fail, whatever it is, as if the program had been killed.
         *
         * @return this builder
         */
        public Builder crash() {
            this.crash = true;
            return this;
        }

        /**
         * Makes the failure one that may pass: {@link StoreException#isTemporary()} is true.
         *
         * @return this builder
         */
        public Builder temporary() {
            return throwing(message -> new StoreException(message, null, true, null));
        }

        /**
         * Chooses the exception.
         *
         * @param factory makes it from a message
         * @return this builder
         */
        public Builder throwing(Function<String, ? extends IOException> factory) {
            this.exception = Objects.requireNonNull(factory, "factory");
            return this;
        }

        /**
         * Makes the plan.
         *
         * @return a fault that has not fired
         */
        public Fault build() {
            return new Fault(this);
        }
    }
}
