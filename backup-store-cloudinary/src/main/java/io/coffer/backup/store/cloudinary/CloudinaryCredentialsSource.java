package io.coffer.backup.store.cloudinary;

import java.io.IOException;

/** Gives credentials when they are needed, from a vault or a prompt. Must be safe for use by many threads. */
@FunctionalInterface
public interface CloudinaryCredentialsSource {
    /**
     * Gives the credentials for one request. Called for each, so that keys can be changed while a store is open.
     *
     * @return credentials, which the store closes after the request
     * @throws IOException when there are none; the request fails with it
     */
    CloudinaryCredentials get() throws IOException;
}
