package io.coffer.examples.gdrive;

import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.services.drive.DriveScopes;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.UserCredentials;
import io.coffer.backup.spi.StoreAccessException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the credentials come from; never from a URI, which ends in logs.
 *
 * <ol>
 *   <li>{@code GDRIVE_CLIENT_ID}, {@code GDRIVE_CLIENT_SECRET} and {@code GDRIVE_REFRESH_TOKEN} in the environment: a
 *       user who once permitted an application of their own.
 *   <li>Google's application default credentials: the file that {@code GOOGLE_APPLICATION_CREDENTIALS} names (the JSON
 *       of a service account, for one), what {@code gcloud auth application-default login} left, or the machine's own
 *       account in Google's cloud (cloud.google.com/docs/authentication/application-default-credentials).
 * </ol>
 */
final class DriveCredentials {
    private static final String CLIENT_ID = "GDRIVE_CLIENT_ID";
    private static final String CLIENT_SECRET = "GDRIVE_CLIENT_SECRET";
    private static final String REFRESH_TOKEN = "GDRIVE_REFRESH_TOKEN";
    private static final int CONNECT_MILLIS = 30_000;
    private static final int READ_MILLIS = 120_000;

    private DriveCredentials() {}

    /**
     * Looks for credentials.
     *
     * @param location for the message when there are none
     * @param tokenServer which gives access tokens for refresh tokens; null for Google's
     * @param environment gives a variable, or null
     */
    static GoogleCredentials find(
            DriveLocation location, @Nullable URI tokenServer, Function<String, @Nullable String> environment)
            throws IOException {
        String refreshToken = environment.apply(REFRESH_TOKEN);
        if (refreshToken == null) {
            return applicationDefault(location);
        }
        UserCredentials.Builder user = UserCredentials.newBuilder()
                .setClientId(required(location, CLIENT_ID, environment))
                .setClientSecret(required(location, CLIENT_SECRET, environment))
                .setRefreshToken(refreshToken);
        if (tokenServer != null) {
            user.setTokenServerUri(tokenServer);
        }
        return user.build();
    }

    private static GoogleCredentials applicationDefault(DriveLocation location) throws IOException {
        try {
            return GoogleCredentials.getApplicationDefault().createScoped(List.of(DriveScopes.DRIVE));
        } catch (IOException e) {
            // Its message is about where it looked, and holds no part of a key.
            throw new StoreAccessException(
                    "cannot open " + location + ": no credentials for Google Drive; set " + CLIENT_ID + ", "
                            + CLIENT_SECRET + " and " + REFRESH_TOKEN + ", or GOOGLE_APPLICATION_CREDENTIALS to the"
                            + " path of a service account's JSON file",
                    null,
                    e);
        }
    }

    private static String required(
            DriveLocation location, String variable, Function<String, @Nullable String> environment)
            throws StoreAccessException {
        String value = environment.apply(variable);
        if (value == null) {
            throw new StoreAccessException(
                    "cannot open " + location + ": " + REFRESH_TOKEN + " is set, and " + variable + " is not",
                    null,
                    null);
        }
        return value;
    }

    /** Signs requests; a token that has expired is replaced, and its request sent again, once. Nothing else is. */
    static HttpRequestInitializer signing(GoogleCredentials credentials) {
        HttpCredentialsAdapter adapter = new HttpCredentialsAdapter(credentials);
        return request -> {
            adapter.initialize(request);
            request.setNumberOfRetries(1);
            request.setConnectTimeout(CONNECT_MILLIS);
            request.setReadTimeout(READ_MILLIS);
        };
    }
}
