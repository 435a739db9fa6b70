package io.coffer.backup.internal.content;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.internal.format.Damage;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * Zstandard compression (RFC 8878) with contexts that are used again: making one costs more than
 * compressing a small segment. Thread-safe.
 */
public final class Zstandard implements AutoCloseable {
    /**
     * The tables of the default level are four times as large as suits a cache that cores do not share: smaller
     * ones are a sixth faster, for a result that is a 70th larger (measured on source code).
     */
    private static final int SMALL_TABLES_LEVEL = 3;

    private static final int SMALL_TABLE_LOG = 15;

    private final int level;
    private final ConcurrentLinkedDeque<ZstdCompressCtx> compressors = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<ZstdDecompressCtx> decompressors = new ConcurrentLinkedDeque<>();

    /**
     * Prepares.
     *
     * @param level how hard to try, 1 to 19
     */
    public Zstandard(int level) {
        this.level = level;
    }

    /**
     * Compresses, when the result is small enough.
     *
     * @param source direct, from its position to its limit; stays as it is
     * @param target direct; gets the result from 0 to its new limit, which is no more than the old one
     * @return whether the result fits; the target's content is undefined when it does not
     */
    public boolean compress(ByteBuffer source, ByteBuffer target) {
        ZstdCompressCtx context = compressors.poll();
        if (context == null) {
            context = newCompressor();
        }
        try {
            int length = context.compressDirectByteBuffer(
                    target, 0, target.limit(), source, source.position(), source.remaining());
            target.position(0).limit(length);
            return true;
        } catch (ZstdException failed) {
            if (failed.getErrorCode() == Zstd.errDstSizeTooSmall()) {
                return false;
            }
            throw failed;
        } finally {
            compressors.push(context);
        }
    }

    private ZstdCompressCtx newCompressor() {
        ZstdCompressCtx context =
                new ZstdCompressCtx().setLevel(level).setContentSize(true).setChecksum(false);
        if (level == SMALL_TABLES_LEVEL) {
            context.setHashLog(SMALL_TABLE_LOG).setChainLog(SMALL_TABLE_LOG);
        }
        return context;
    }

    /**
     * Decompresses a whole frame.
     *
     * @param subject what it is, for messages
     * @param stored the frame
     * @param offset of the frame
     * @param length of the frame
     * @param plain gets the result from 0
     * @param plainLength how long the result must be
     * @throws CorruptObjectException when it is no frame, or the result has another length
     */
    public void decompress(String subject, byte[] stored, int offset, int length, byte[] plain, int plainLength)
            throws CorruptObjectException {
        ZstdDecompressCtx context = decompressors.poll();
        if (context == null) {
            context = new ZstdDecompressCtx();
        }
        String fault = null;
        try {
            int found = context.decompressByteArray(plain, 0, plainLength, stored, offset, length);
            if (found != plainLength) {
                fault = "a segment has " + found + " bytes, expected " + plainLength;
            }
        } catch (ZstdException malformed) {
            fault = "a segment cannot be decompressed: " + malformed.getMessage();
        } finally {
            decompressors.push(context);
        }
        if (fault != null) {
            throw Damage.in(subject, fault);
        }
    }

    /** Frees memory outside of the heap. Later calls allocate anew. */
    @Override
    public void close() {
        @Nullable ZstdCompressCtx compressor;
        while ((compressor = compressors.poll()) != null) {
            compressor.close();
        }
        @Nullable ZstdDecompressCtx decompressor;
        while ((decompressor = decompressors.poll()) != null) {
            decompressor.close();
        }
    }
}
