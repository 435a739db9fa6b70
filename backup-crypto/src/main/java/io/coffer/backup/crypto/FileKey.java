package io.coffer.backup.crypto;

import java.util.Map;

/** The content of a key file: any secret bytes that nobody can guess. */
final class FileKey extends SecretSlotKey {
    static final String KIND = "key-file";
    static final int LEAST_LENGTH = 32;
    static final int MOST_LENGTH = 1 << 20;

    private final byte[] content;
    private volatile boolean closed;

    /** Takes the content over. */
    FileKey(byte[] content) {
        if (content.length < LEAST_LENGTH || content.length > MOST_LENGTH) {
            throw new IllegalArgumentException("a key file has from " + LEAST_LENGTH + " to " + MOST_LENGTH
                    + " bytes, this one has " + content.length);
        }
        this.content = content;
    }

    @Override
    String kind() {
        return KIND;
    }

    @Override
    void describe(Map<String, String> parameters) {}

    @Override
    byte[] secret(Map<String, String> parameters, byte[] salt) {
        if (closed) {
            throw new IllegalStateException("the key file was cleared");
        }
        return content.clone();
    }

    @Override
    public void close() {
        closed = true;
        Bytes.clear(content);
    }
}
