package io.coffer.examples.cli;

import io.coffer.backup.Node;
import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** Lists what is in a snapshot. */
final class LsCommand extends Command {
    private static final String RECURSIVE = "--recursive";
    private static final String LONG = "--long";

    @Override
    CommandSpec describe() {
        return describe("List what is in a snapshot.")
                .addPositional(Options.snapshot())
                .addPositional(Options.parameter(String.class, "1", "0..1", "PATH", "A directory or file in it."))
                .addOption(Options.flag("List everything under the directory, with paths.", "-R", RECURSIVE)
                        .build())
                .addOption(Options.flag("Show type, permissions, owners, size and time too.", "-l", LONG)
                        .build());
    }

    @Override
    int run(Arguments arguments, Repository repository, Console console) throws IOException {
        Snapshot snapshot = repository.snapshot(arguments.parameter(0, ""));
        String start = withoutSlashes(arguments.parameter(1, ""));
        boolean recursive = arguments.has(RECURSIVE);
        if (arguments.has(Arguments.JSON)) {
            console.printJson(json -> {
                json.writeStringField("snapshot", snapshot.id());
                json.writeArrayFieldStart("entries");
                visit(snapshot, start, recursive, new EntryJson(json));
                json.writeEndArray();
            });
        } else {
            EntryLine line = new EntryLine(arguments.has(LONG));
            ShownPath shown = new ShownPath(start, recursive);
            visit(
                    snapshot,
                    start,
                    recursive,
                    (entryPath, node) -> console.println(line.of(node, shown.of(entryPath, node))));
        }
        return ExitCode.OK;
    }

    private static void visit(Snapshot snapshot, String start, boolean recursive, Snapshot.NodeVisitor visitor)
            throws IOException {
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
