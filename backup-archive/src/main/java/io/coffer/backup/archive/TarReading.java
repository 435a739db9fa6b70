package io.coffer.backup.archive;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.coffer.backup.OperationInterruptedException;
import io.coffer.backup.source.OpenSource;
import io.coffer.backup.source.SourceContext;
import io.coffer.backup.source.SourceEntry;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** A tar archive that is open: its entries in memory, its data in a temporary file. */
final class TarReading implements OpenSource {
    private static final int BLOCK = 512;
    private static final int BUFFER = 1 << 16;

    private final Spool spool;
    private final ArchivedEntry root;

    private TarReading(Spool spool, ArchivedEntry root) {
        this.spool = spool;
        this.root = root;
    }

    static TarReading open(
            Path file, ArchiveFormat format, ArchiveTree tree, ArchiveLimits limits, SourceContext context)
            throws IOException {
        Spool spool = Spool.create();
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            try (InputStream data = decompress(raw, format)) {
                readAll(new TarBytes(data, tree.archive(), limits, Files.size(file)), spool, tree, context);
            }
            return new TarReading(spool, tree.root());
        } catch (ArchiveException | OperationInterruptedException said) {
            spool.close();
            throw said;
        } catch (IOException | RuntimeException damaged) {
            spool.close();
            // The library states damage with exceptions of all kinds.
            throw new ArchiveException(
                    tree.archive() + " is no tar archive, or is damaged or cut short: " + damaged.getMessage(),
                    damaged);
        }
    }

    private static InputStream decompress(InputStream in, ArchiveFormat format) throws IOException {
        return switch (format) {
            case TAR, ZIP -> in;
            case TAR_GZ -> new GZIPInputStream(in, BUFFER);
            case TAR_ZST -> new ZstdInputStreamNoFinalizer(in);
            // It asks for as much memory as the archive says, which must leave some for others.
            case TAR_XZ -> new XZInputStream(in, (int) Math.min(Integer.MAX_VALUE, maxHeap() / 2 / 1024));
        };
    }

    private static long maxHeap() {
        return Runtime.getRuntime().maxMemory();
    }

    private static void readAll(TarBytes bytes, Spool spool, ArchiveTree tree, SourceContext context)
            throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(bytes, BLOCK, BLOCK, StandardCharsets.UTF_8.name());
        TarEntries entries = new TarEntries(tree, context);
        long padding = 0;
        while (true) {
            if (Thread.currentThread().isInterrupted()) {
                throw new OperationInterruptedException("reading " + tree.archive() + " was interrupted");
            }
            long before = bytes.count();
            bytes.expectHeader();
            TarArchiveEntry entry = tar.getNextEntry();
            if (entry == null) {
                // An empty block tells that nothing was cut off.
                if (bytes.count() - before < padding + BLOCK) {
                    throw new ArchiveException(tree.archive() + " is cut short: it has no end", null);
                }
                // What follows is nobody's, but the compression has its checksum there.
                bytes.expectData("(the end)");
                bytes.transferTo(OutputStream.nullOutputStream());
                return;
            }
            bytes.expectData(entry.getName());
            Spool.Slice data = TarEntries.hasData(entry)
                    ? spool.add(tar, bytes, tree.archive() + ": the entry \"" + entry.getName() + "\"")
                    : null;
            padding = (BLOCK - entry.getSize() % BLOCK) % BLOCK;
            entries.add(entry, data);
        }
    }

    @Override
    public SourceEntry root() {
        return root;
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
