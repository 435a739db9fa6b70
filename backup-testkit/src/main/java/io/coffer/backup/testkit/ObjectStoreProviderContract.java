package io.coffer.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectStoreProvider;
import io.coffer.backup.spi.ObjectStores;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** The contract of {@link ObjectStoreProvider} as tests: how stores are found and opened by their URIs. */
public abstract class ObjectStoreProviderContract {
    private static final String SECRET = "hunter2hunter2";

    /** For subclasses. */
    protected ObjectStoreProviderContract() {}

    /**
     * Makes the provider, as {@link ServiceLoader} does.
     *
     * @return a provider
     */
    protected abstract ObjectStoreProvider provider();

    /**
     * Names a place in which nothing is, another one each time.
     *
     * @return a URI that the provider opens
     * @throws Exception to fail the test
     */
    protected abstract String newLocation() throws Exception;

    /**
     * Lists URIs with a scheme of the provider that it must refuse, because they do not say what is needed.
     *
     * @return one or more
     */
    protected abstract Collection<String> impossibleLocations();

    /** ServiceLoader finds the provider. */
    @Test
    protected void isRegistered() {
        assertThat(ServiceLoader.load(ObjectStoreProvider.class).stream().map(ServiceLoader.Provider::type))
                .as("META-INF/services/" + ObjectStoreProvider.class.getName())
                .contains(provider().getClass());
    }

    /** There is a scheme, and it is in lower case. */
    @Test
    protected void schemesAreInLowerCase() {
        assertThat(provider().schemes()).isNotEmpty();
        for (String scheme : provider().schemes()) {
            assertThat(scheme).matches("[a-z][a-z0-9+.-]+");
        }
    }

    /** What is put through one store is there in the next that is opened at the same place, and opening changes nothing. */
    @Test
    protected void opensTheSamePlaceEachTime() throws Exception {
        String location = newLocation();
        try (ObjectStore first = ObjectStores.open(location);
                ObjectStore second = ObjectStores.open(upperCaseScheme(location))) {
            assertThat(ContractSupport.list(first, "")).isEmpty();
            first.put("a/b", ObjectData.of(new byte[] {1, 2, 3}), PutCondition.NONE);
            assertThat(ContractSupport.read(first, "a/b")).containsExactly(1, 2, 3);
            assertThat(ContractSupport.read(second, "a/b")).containsExactly(1, 2, 3);
        }
        try (ObjectStore third = provider().open(URI.create(location))) {
            assertThat(ContractSupport.read(third, "a/b")).containsExactly(1, 2, 3);
            third.delete(List.of("a/b"));
        }
    }

    /** Different places are different. */
    @Test
    protected void placesAreApart() throws Exception {
        try (ObjectStore first = ObjectStores.open(newLocation());
                ObjectStore second = ObjectStores.open(newLocation())) {
            first.put("here", ObjectData.of(new byte[1]), PutCondition.NONE);
            assertThat(ContractSupport.list(second, "")).isEmpty();
            first.delete(List.of("here"));
        }
    }

    /** The location of a store can be shown, and names the place. */
    @Test
    protected void locationHasTheScheme() throws Exception {
        try (ObjectStore store = ObjectStores.open(newLocation())) {
            assertThat(provider().schemes())
                    .contains(URI.create(store.location()).getScheme());
        }
    }

    /** A URI that cannot be right is a mistake of the caller; the message shows the form that is expected. */
    @Test
    protected void impossibleLocationsAreRefused() {
        assertThat(impossibleLocations()).isNotEmpty();
        for (String location : impossibleLocations()) {
            assertThatThrownBy(() -> ObjectStores.open(location).close())
                    .as(location)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected")
                    .hasMessageContaining(URI.create(location).getScheme() + ":");
        }
        assertThatThrownBy(() -> provider().open(URI.create("other-scheme:anything")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Who writes a password or a token into a URI does not find it in messages, whether the URI is taken or not. */
    @Test
    protected void secretsInLocationsAreNotShown() throws Exception {
        String location = newLocation();
        String scheme = URI.create(location).getScheme();
        String rest = location.substring(scheme.length() + 1).replaceFirst("^/*", "");
        for (String unwise : List.of(
                scheme + "://user:" + SECRET + "@" + rest,
                location + (location.contains("?") ? "&" : "?") + "token=" + SECRET,
                location + "#" + SECRET)) {
            String shown = shown(unwise);
            // Not by an assertion on the text, which would show it.
            assertThat(shown.contains(SECRET))
                    .as("a secret is shown for the URI " + unwise.replace(SECRET, "SECRET"))
                    .isFalse();
        }
    }

    private static String shown(String location) throws IOException {
        try (ObjectStore store = ObjectStores.open(location)) {
            return store.location() + "\n" + store;
        } catch (IOException | IllegalArgumentException e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return trace.toString();
        }
    }

    private static String upperCaseScheme(String location) {
        int colon = location.indexOf(':');
        return location.substring(0, colon).toUpperCase(Locale.ROOT) + location.substring(colon);
    }
}
