package io.coffer.backup.archive;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/**
 * Where an archive goes: through the compression, the filter, and to the output. After a failure nothing is ended, so
 * that a part of an archive cannot be taken for a whole one. Not thread-safe.
 */
final class ArchiveOutput implements Closeable {
    private static final int BUFFER = 1 << 16;
    private static final int ZSTD_LEVEL = 3;
    // Takes 17 MiB of heap; the higher ones would not fit into a small one.
    private static final int XZ_PRESET = 2;

    private final Tail tail;
    private final Gate gate;
    private final OutputStream compressed;
    private boolean finished;

    private ArchiveOutput(Tail tail, Gate gate, OutputStream compressed) {
        this.tail = tail;
        this.gate = gate;
        this.compressed = compressed;
    }

    static ArchiveOutput open(OutputStream out, OutputFilter filter, ArchiveFormat format) throws IOException {
        Tail tail = new Tail(out);
        Gate gate = new Gate(new BufferedOutputStream(filter.wrap(tail), BUFFER));
        return new ArchiveOutput(tail, gate, compress(gate, format));
    }

    private static OutputStream compress(OutputStream out, ArchiveFormat format) throws IOException {
        return switch (format) {
            case TAR, ZIP -> out;
            case TAR_GZ -> new GZIPOutputStream(out, BUFFER);
            case TAR_ZST -> new ZstdOutputStreamNoFinalizer(out, ZSTD_LEVEL).setChecksum(true);
            case TAR_XZ -> new XZOutputStream(out, new LZMA2Options(XZ_PRESET));
        };
    }

    /** Takes the archive. */
    OutputStream stream() {
        return compressed;
    }

    /** Ends everything. */
    void finish() throws IOException {
        compressed.close();
        finished = true;
    }

    /** How many bytes went out. */
    long written() {
        return tail.count;
    }

    /** Frees what the compression holds, and lets what it still writes go nowhere unless the archive is whole. */
    @Override
    public void close() {
        if (!finished) {
            gate.shut = true;
            try {
                compressed.close();
            } catch (IOException again) {
                // Why the archive is not whole has been said.
            }
        }
    }

    /**
     * Lets bytes through until it is shut, which the first failure does: whoever is closed after a failed write still
     * writes an end, and closes what is behind it.
     */
    private static final class Gate extends FilterOutputStream {
        private boolean shut;

        Gate(OutputStream out) {
            super(out);
        }

        private interface Step {
            void run() throws IOException;
        }

        private void pass(Step step) throws IOException {
            if (shut) {
                return;
            }
            boolean passed = false;
            try {
                step.run();
                passed = true;
            } finally {
                shut = !passed;
            }
        }

        @Override
        public void write(int value) throws IOException {
            pass(() -> out.write(value));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            pass(() -> out.write(bytes, offset, length));
        }

        @Override
        public void flush() throws IOException {
            pass(out::flush);
        }

        @Override
        public void close() throws IOException {
            flush();
            pass(out::close);
        }
    }

    /** Counts bytes, and leaves it to the caller to close what is theirs. */
    private static final class Tail extends FilterOutputStream {
        private long count;

        Tail(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}
