package io.coffer.backup.tests.prune;

import io.coffer.backup.spi.ObjectStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;

/** Stores with something that happens before their operations. */
final class Interposed {
    /** Hears of an operation that is about to be done. */
    @FunctionalInterface
    interface Hook {
        void before(String operation, String name) throws Exception;
    }

    private Interposed() {}

    /** A store that does what another does, after a hook was called for each name. */
    static ObjectStore before(ObjectStore target, Hook hook) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    if (arguments != null && arguments[0] instanceof String name) {
                        hook.before(method.getName(), name);
                    } else if (arguments != null && arguments[0] instanceof Collection<?> names) {
                        for (Object name : names) {
                            hook.before(method.getName(), (String) name);
                        }
                    }
                    try {
                        return method.invoke(target, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }
}
