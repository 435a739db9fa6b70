package io.coffer.examples.cli;

import io.coffer.backup.Node;
import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists what is in a snapshot. */
@Command(name = "ls", description = "List what is in a snapshot.")
final class LsCommand extends RepositoryCommand {
    @Parameters(
            index = "0",
            paramLabel = "SNAPSHOT",
            description = "First digits of the id of a snapshot, or \"latest\".")
    private String id;

    @Parameters(index = "1", arity = "0..1", paramLabel = "PATH", description = "A directory or file in it.")
    private String path = "";

    @Option(
            names = {"-R", "--recursive"},
            description = "List everything under the directory, with paths.")
    private boolean recursive;

    @Option(
            names = {"-l", "--long"},
            description = "Show type, permissions, owners, size and time too.")
    private boolean detailed;

    @Override
    int run(Repository repository, Console console) throws IOException {
        Snapshot snapshot = repository.snapshot(id);
        String start = withoutSlashes(path);
        if (isJson()) {
            console.printJson(json -> {
                json.writeStringField("snapshot", snapshot.id());
                json.writeArrayFieldStart("entries");
                visit(snapshot, start, new EntryJson(json));
                json.writeEndArray();
            });
        } else {
            EntryLine line = new EntryLine(detailed);
            ShownPath shown = new ShownPath(start, recursive);
            visit(snapshot, start, (entryPath, node) -> console.println(line.of(node, shown.of(entryPath, node))));
        }
        return ExitCode.OK;
    }

    private void visit(Snapshot snapshot, String start, Snapshot.NodeVisitor visitor) throws IOException {
        if (!start.isEmpty()) {
            Node node = snapshot.find(start);
            if (node.type() != EntryType.DIRECTORY) {
                visitor.visit(start, node);
                return;
            }
        }
        if (recursive) {
            snapshot.walk(start, visitor);
            return;
        }
        String prefix = start.isEmpty() ? "" : start + "/";
        for (Node node : snapshot.list(start)) {
            visitor.visit(prefix + node.name(), node);
        }
    }

    private static String withoutSlashes(String path) {
        int start = 0;
        int end = path.length();
        while (start < end && path.charAt(start) == '/') {
            start++;
        }
        while (end > start && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(start, end);
    }
}
