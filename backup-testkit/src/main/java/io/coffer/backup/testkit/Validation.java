package io.coffer.backup.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectStores;
import io.coffer.backup.testkit.ValidationReport.Outcome;
import io.coffer.backup.testkit.ValidationReport.Result;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Tries a real storage, with the credentials of whoever runs it: every test of {@link ObjectStoreContract} and of
 * {@link RepositoryContract}, below a fresh random place that is emptied at the end. What else is in the storage is
 * neither read nor changed.
 *
 * <pre>{@code
 * ValidationReport report = Validation.of("s3://bucket/prefix").onResult(System.out::println).run();
 * }</pre>
 *
 * <p>{@link Validate} does this as a program. Not safe for use by several threads.
 */
public final class Validation {
    private final URI location;
    private final URI place;
    private boolean thorough;
    private Duration settling = Duration.ZERO;
    private UnaryOperator<ObjectStore> wrapper = UnaryOperator.identity();
    private Consumer<? super Result> listener = result -> {};

    private Validation(URI location) {
        this.location = location;
        this.place = ScratchSpace.randomPlaceBelow(location);
    }

    /**
     * Says which storage.
     *
     * @param location a URI whose scheme a provider on the class path knows; a directory is made below it, or a
     *     prefix, as the provider understands a path
     * @return what can be set, and run
     * @throws IllegalArgumentException when it is not a URI
     */
    public static Validation of(String location) {
        return new Validation(ScratchSpace.parse(location));
    }

    /**
     * Tells where the tests make their objects: whoever must look after an interrupted run finds them there.
     *
     * @return a URI to show, without any secret
     */
    public String place() {
        return ObjectStores.redact(place);
    }

    /**
     * Asks for the numbers and sizes that providers are tested with: 10,000 objects in a listing, objects of 64 MiB,
     * 50 races. Without this they are smaller, so that a run in a cloud takes minutes and costs cents.
     *
     * @return this
     */
    public Validation thorough() {
        this.thorough = true;
        return this;
    }

    /**
     * Says how long the storage may take to show what was written. Only for stores that are not
     * {@linkplain io.coffer.backup.spi.StoreCapabilities#stronglyConsistent() strongly consistent}; for others
     * nothing is waited for.
     *
     * @param duration zero or more; zero unless set
     * @return this
     */
    public Validation settling(Duration duration) {
        this.settling = Objects.requireNonNull(duration, "duration");
        return this;
    }

    /**
     * Puts something between the tests and each store, such as one that tries again.
     *
     * @param wrapper makes a store from the one that was opened
     * @return this
     */
    public Validation through(UnaryOperator<ObjectStore> wrapper) {
        this.wrapper = Objects.requireNonNull(wrapper, "wrapper");
        return this;
    }

    /**
     * Asks to be told of each test when it is done.
     *
     * @param listener called by the thread that calls {@link #run}
     * @return this
     */
    public Validation onResult(Consumer<? super Result> listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Runs the tests, and removes what they made, whatever happens.
     *
     * @return what passed, failed and was skipped, and what could not be removed
     * @throws IOException when the storage cannot be opened or listed at all; nothing was changed then
     */
    public ValidationReport run() throws IOException {
        ScratchSpace scratch = new ScratchSpace(place, wrapper);
        try (ObjectStore first = ObjectStores.open(location)) {
            // Before anything is made: wrong credentials are one failure, not a hundred.
            first.list("config", object -> {});
        }
        return run(scratch);
    }

    ValidationReport run(ScratchSpace scratch) {
        Thread emptying = new Thread(scratch::abandon, "coffer-validate-cleanup");
        Runtime.getRuntime().addShutdownHook(emptying);
        Collecting results = new Collecting();
        try {
            execute(new ValidationSettings(scratch, thorough, settling), results);
        } finally {
            scratch.empty();
            endHook(emptying);
        }
        return new ValidationReport(
                scratch.shownRoot(), results.results, scratch.removedObjects(), scratch.leftovers());
    }

    private static void endHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending: the hook does what it is for.
            return;
        }
    }

    private static void execute(ValidationSettings settings, TestExecutionListener results) {
        // Nothing of the surroundings may change what runs here: no listeners, filters or settings on the class path.
        LauncherConfig config = LauncherConfig.builder()
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .build();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(StoreValidation.class), selectClass(RepositoryValidation.class))
                .filters(EngineFilter.includeEngines("junit-jupiter"))
                .enableImplicitConfigurationParameters(false)
                .build();
        try (LauncherSession session = LauncherFactory.openSession(config)) {
            settings.putInto(session.getStore());
            session.getLauncher().execute(request, results);
        }
    }

    /** Makes results of what the platform tells; single-threaded, as the platform is here. */
    private final class Collecting implements TestExecutionListener {
        private final List<Result> results = new ArrayList<>();
        private long started;

        @Override
        public void executionStarted(TestIdentifier identifier) {
            started = System.nanoTime();
        }

        @Override
        public void executionSkipped(TestIdentifier identifier, String reason) {
            add(identifier, Outcome.SKIPPED, reason, null);
        }

        @Override
        public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
            Throwable thrown = result.getThrowable().orElse(null);
            switch (result.getStatus()) {
                case SUCCESSFUL -> add(identifier, Outcome.PASSED, null, null);
                case ABORTED -> add(identifier, Outcome.SKIPPED, assumption(thrown), null);
                default -> add(identifier, Outcome.FAILED, thrown == null ? null : thrown.toString(), thrown);
            }
        }

        /** What was assumed, without how it was compared. */
        private static @Nullable String assumption(@Nullable Throwable thrown) {
            String message = thrown == null ? null : thrown.getMessage();
            if (message == null) {
                return null;
            }
            int start = message.indexOf('[');
            int end = message.indexOf(']', start + 1);
            return start < 0 || end < 0 ? message : "not so here: " + message.substring(start + 1, end);
        }

        private void add(
                TestIdentifier identifier, Outcome outcome, @Nullable String reason, @Nullable Throwable thrown) {
            // Of a class only its failure is of interest: it has no tests then.
            if (!identifier.isTest() && outcome != Outcome.FAILED) {
                return;
            }
            String contract = identifier
                    .getSource()
                    .filter(MethodSource.class::isInstance)
                    .map(source -> ((MethodSource) source).getClassName())
                    .map(name -> name.endsWith("StoreValidation") ? "store" : "repository")
                    .orElse("all");
            String test = identifier.getDisplayName().replace("()", "");
            Duration duration = Duration.ofNanos(System.nanoTime() - started);
            Result result = new Result(contract, test, outcome, reason, thrown, duration);
            results.add(result);
            listener.accept(result);
        }
    }
}
