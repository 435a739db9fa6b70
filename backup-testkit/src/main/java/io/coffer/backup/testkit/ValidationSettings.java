package io.coffer.backup.testkit;

import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.engine.support.store.Namespace;
import org.junit.platform.engine.support.store.NamespacedHierarchicalStore;

/** What the tests of one validation share; handed from the session of the platform to their constructors. */
record ValidationSettings(ScratchSpace scratch, boolean thorough, Duration settling) {
    private static final String KEY = "coffer-validation";

    void putInto(NamespacedHierarchicalStore<Namespace> session) {
        session.put(Namespace.create(KEY), KEY, this);
    }

    void settle() throws InterruptedException {
        Thread.sleep(settling.toMillis());
    }

    /** Gives the settings to constructors. */
    static final class Resolver implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == ValidationSettings.class;
        }

        @Override
        public ValidationSettings resolveParameter(ParameterContext parameter, ExtensionContext context) {
            ValidationSettings settings = context.getStore(
                            StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.create(KEY))
                    .get(KEY, ValidationSettings.class);
            if (settings == null) {
                throw new IllegalStateException("these tests are run by Validation only");
            }
            return settings;
        }
    }
}
