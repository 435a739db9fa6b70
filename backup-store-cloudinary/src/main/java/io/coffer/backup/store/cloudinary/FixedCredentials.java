package io.coffer.backup.store.cloudinary;

/** Credentials that the store was given, and that it overwrites in the end. */
record FixedCredentials(CloudinaryCredentials credentials) implements CloudinaryCredentialsSource, AutoCloseable {
    @Override
    public CloudinaryCredentials get() {
        return credentials.copy();
    }

    @Override
    public void close() {
        credentials.close();
    }
}
