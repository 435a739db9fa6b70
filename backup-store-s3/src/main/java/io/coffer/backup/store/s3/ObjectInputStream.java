package io.coffer.backup.store.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The body of an answer. Failures become those of a store; closed before its end it gives up the connection, where
 * the HTTP client would read the rest.
 */
final class ObjectInputStream extends InputStream {
    private final ResponseInputStream<GetObjectResponse> body;
    private final Failures failures;
    private final String action;
    private final String name;
    private boolean ended;
    private boolean closed;

    ObjectInputStream(ResponseInputStream<GetObjectResponse> body, Failures failures, String action, String name) {
        this.body = body;
        this.failures = failures;
        this.action = action;
        this.name = name;
    }

    private interface Read {
        int run() throws IOException;
    }

    private int reading(Read read) throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
        if (ended) {
            return -1;
        }
        try {
            int result = read.run();
            ended = result < 0;
            return result;
        } catch (IOException e) {
            throw failures.explain(action, name, SdkClientException.create(describe(e), e));
        } catch (SdkException e) {
            throw failures.explain(action, name, e);
        }
    }

    private static String describe(IOException e) {
        return "the connection broke in the middle of the object: " + e.getMessage();
    }

    @Override
    public int read() throws IOException {
        return reading(body::read);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        return length == 0 ? 0 : reading(() -> body.read(target, offset, length));
    }

    @Override
    public int available() throws IOException {
        return closed || ended ? 0 : body.available();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (ended) {
            body.close();
        } else {
            body.abort();
        }
    }
}
