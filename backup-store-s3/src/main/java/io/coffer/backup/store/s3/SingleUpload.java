package io.coffer.backup.store.s3;

import io.coffer.backup.spi.ObjectData;
import java.io.IOException;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;

/** Uploads an object with one request. */
final class SingleUpload implements Upload {
    private final S3Client client;
    private final Settings settings;
    private final Requests requests;
    private final String location;

    SingleUpload(S3Client client, Settings settings, Requests requests, String location) {
        this.client = client;
        this.settings = settings;
        this.requests = requests;
        this.location = location;
    }

    @Override
    public void run(String name, String key, ObjectData data, boolean ifAbsent, Map<String, String> metadata)
            throws IOException {
        Payload payload = Payload.of(data, settings.compatibility(), name, location);
        Failures.guarded(() -> client.putObject(requests.put(key, payload, ifAbsent, metadata), payload.body()));
    }
}
