package io.coffer.backup.store.s3;

import io.coffer.backup.spi.ObjectData;
import java.io.IOException;
import java.util.Map;

/** One way to bring an object's bytes to the server. */
interface Upload {
    /**
     * Uploads.
     *
     * @param name for messages
     * @param key where to
     * @param ifAbsent whether to send the condition
     * @param metadata to keep with the object
     * @throws software.amazon.awssdk.core.exception.SdkException when the server or the way to it fails
     * @throws Payload.UnreadableDataException when the data cannot be read
     */
    void run(String name, String key, ObjectData data, boolean ifAbsent, Map<String, String> metadata)
            throws IOException;
}
