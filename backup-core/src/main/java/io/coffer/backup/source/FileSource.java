package io.coffer.backup.source;

import io.coffer.backup.internal.files.PathNames;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;

/** A single file under a root of its own. */
final class FileSource implements Source {
    private final Path file;

    FileSource(Path file) {
        this.file = file.toAbsolutePath().normalize();
        if (this.file.getFileName() == null) {
            throw new IllegalArgumentException(file + " is not a file but the root of a file system");
        }
    }

    @Override
    public String name() {
        return PathNames.nameOf(file).toString();
    }

    @Override
    public String location() {
        return PathNames.textOf(file);
    }

    @Override
    public OpenSource open(SourceContext context) throws IOException {
        FileAccess access = new FileAccess(file, context);
        EntryAttributes attributes = access.attributes(file);
        if (attributes.type() == EntryType.DIRECTORY) {
            throw new FileSystemException(file.toString(), null, "is a directory; use Source.directory for it");
        }
        SourceEntry entry = new FileEntry(access, file, PathNames.nameOf(file), attributes, null);
        VirtualDirectory root = new VirtualDirectory(entry.name(), attributes.modified(), List.of(entry));
        return new OpenSource() {
            @Override
            public SourceEntry root() {
                return root;
            }

            @Override
            public void close() {}
        };
    }
}
