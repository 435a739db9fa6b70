package io.coffer.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.Source;
import io.coffer.backup.spi.MemoryObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/** A repository in memory, with one snapshot to export. */
final class Exports implements AutoCloseable {
    private final Repository repository;
    private final Snapshot snapshot;

    Exports(Path work, Source... sources) throws IOException {
        repository = Repository.at(new MemoryObjectStore())
                .cacheDirectory(work.resolve("cache"))
                .openOrCreate();
        snapshot = repository.backup(sources).run();
        assertThat(snapshot.manifest().complete()).isTrue();
    }

    Exports(Path work, Path directory) throws IOException {
        this(work, Source.directory(directory));
    }

    Snapshot snapshot() {
        return snapshot;
    }

    ArchiveExport export(ArchiveFormat format) {
        return ArchiveExport.of(snapshot, format);
    }

    byte[] bytes(ArchiveFormat format) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        export(format).to(archive).run();
        return archive.toByteArray();
    }

    @Override
    public void close() throws IOException {
        repository.close();
    }
}
