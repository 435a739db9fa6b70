package io.coffer.backup.store.azure;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobStageBlockOptions;
import com.azure.storage.blob.specialized.BlockBlobAsyncClient;
import io.coffer.backup.spi.ObjectData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/**
 * One object on its way in blocks. Nobody sees them before they are committed; what is never committed, Azure drops
 * after a week. Their names hold a random part, so that another writer of the same object does not mix in.
 */
final class BlockUpload {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final BlobConnection connection;
    private final String name;
    private final ObjectData data;
    private final BlockBlobAsyncClient blob;
    private final List<String> blocks = new ArrayList<>();
    private final MessageDigest digest = Digests.md5();
    private final String random;
    private byte[] digestValue = new byte[0];

    BlockUpload(BlobConnection connection, String name, ObjectData data) {
        this.connection = connection;
        this.name = name;
        this.data = data;
        this.blob = connection.blob(name).getBlockBlobAsyncClient();
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        this.random = HexFormat.of().formatHex(bytes);
    }

    /** Sends all blocks, some of them at the same time, each with memory of its own. */
    void stage() throws IOException {
        Deque<CompletableFuture<?>> underWay = new ArrayDeque<>();
        try (InputStream in = data.newInputStream()) {
            long length = 0;
            for (byte[] block = read(in); block.length > 0; block = read(in)) {
                length += block.length;
                Digests.requireLength(data, Math.max(length, data.length()), connection.location(), name);
                if (underWay.size() == connection.settings.parallel()) {
                    join(underWay.remove());
                }
                underWay.add(stage(block));
            }
            Digests.requireLength(data, length, connection.location(), name);
            while (!underWay.isEmpty()) {
                join(underWay.remove());
            }
            digestValue = digest.digest();
        } finally {
            underWay.forEach(future -> future.cancel(true));
        }
    }

    private byte[] read(InputStream in) throws IOException {
        return in.readNBytes(connection.settings.blockSize());
    }

    private CompletableFuture<?> stage(byte[] block) {
        digest.update(block);
        String id = random + HexFormat.of().toHexDigits(blocks.size());
        String encoded = Base64.getEncoder().encodeToString(id.getBytes(StandardCharsets.US_ASCII));
        blocks.add(encoded);
        byte[] md5 = Digests.md5().digest(block);
        BinaryData body = BinaryData.fromByteBuffer(ByteBuffer.wrap(block));
        return QuietCancellation.of(
                        blob.stageBlockWithResponse(new BlockBlobStageBlockOptions(encoded, body).setContentMd5(md5)))
                .toFuture();
    }

    private static void join(CompletableFuture<?> future) {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Of all bytes; known when all are staged. */
    byte[] digest() {
        return Arrays.copyOf(digestValue, digestValue.length);
    }

    /** Makes the object visible. */
    Mono<?> commit(Consumer<BlockBlobCommitBlockListOptions> settings) {
        BlockBlobCommitBlockListOptions options = new BlockBlobCommitBlockListOptions(blocks)
                .setHeaders(new BlobHttpHeaders().setContentMd5(digestValue));
        settings.accept(options);
        return blob.commitBlockListWithResponse(options);
    }
}
