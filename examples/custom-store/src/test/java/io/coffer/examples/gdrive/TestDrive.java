package io.coffer.examples.gdrive;

import com.google.auth.oauth2.UserCredentials;
import io.coffer.backup.testkit.FakeClock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** A stand-in server, and stores on it that share a time which tests move. */
final class TestDrive implements AutoCloseable {
    final DriveServer server;
    private final FakeClock clock = new FakeClock();

    TestDrive(boolean lagging) throws IOException {
        server = new DriveServer(lagging);
    }

    DriveObjectStore open() {
        return open("");
    }

    DriveObjectStore open(String prefix) {
        UserCredentials credentials = UserCredentials.newBuilder()
                .setClientId(DriveServer.CLIENT)
                .setClientSecret(DriveServer.SECRET)
                .setRefreshToken(DriveServer.REFRESH_TOKEN)
                .setTokenServerUri(URI.create(server.endpoint() + "/token"))
                .build();
        DriveLocation location = DriveLocation.of(URI.create("gdrive:" + DriveServer.FOLDER
                + (prefix.isEmpty() ? "" : "/" + prefix) + "?endpoint=" + server.endpoint()));
        return new DriveObjectStore(location, credentials, clock.asMonotonicTime());
    }

    /** Time passes: the index is up to date, and nobody believes an old id. */
    void settle() {
        server.storage.settle();
        forgetIds();
    }

    void forgetIds() {
        clock.advance(FileIds.BELIEVED.plus(Duration.ofSeconds(1)));
    }

    List<String> secrets() {
        return List.of(DriveServer.SECRET, DriveServer.REFRESH_TOKEN, server.accessToken());
    }

    @Override
    public void close() {
        server.close();
    }
}
