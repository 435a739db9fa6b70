// Coffer for JShell: imports, and one-line helpers for the repository that is in use. Start it with
//   jshell --class-path "$(examples/jshell/classpath)" examples/jshell/coffer.jsh
// and begin with repo("file:/backups/laptop").

import io.coffer.backup.*
import io.coffer.backup.model.*
import io.coffer.backup.source.*

Repository repository = null

/** Closes the repository. */
void close() throws IOException {
    if (repository != null) {
        repository.close();
    }
    repository = null;
}

/** Opens a repository, and creates it where there is none; the one that was open before is closed. */
Repository repo(String location) throws IOException {
    close();
    return repository = Repository.openOrCreate(location);
}

/** Backs up one directory as the root of a snapshot, or several side by side. */
Snapshot backup(String... directories) throws IOException {
    return repository.backup(Stream.of(directories).map(d -> Source.directory(Path.of(d))).toArray(Source[]::new)).run();
}

/** Prints the snapshots, oldest first. */
void snapshots() throws IOException {
    for (Snapshot s : repository.snapshots()) {
        Manifest m = s.manifest();
        System.out.println(s.id().substring(0, 8) + "  " + m.time() + "  " + m.statistics().files() + " files, "
            + m.statistics().bytes() + " bytes  " + m.sources().stream().map(Manifest.SourceInfo::location).toList());
    }
}

/** Prints everything in a snapshot: "latest", or the first digits of an id. */
void ls(String id) throws IOException {
    repository.snapshot(id).walk("", (path, node) -> System.out.println(node.attributes().size() + "\t" + path));
}

/** Restores a snapshot into a directory; what is there already is replaced where it differs. */
RestoreResult restore(String id, String directory) throws IOException {
    return repository.restore(repository.snapshot(id)).to(Path.of(directory))
        .onConflict(RestoreOperation.Conflict.OVERWRITE_IF_DIFFERENT).run();
}

/** Checks everything, and reads all data. */
CheckReport check() throws IOException {
    return repository.check().readData().run();
}
