package io.coffer.examples.cli;

import io.coffer.backup.Manifest;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.RetentionDecision;
import io.coffer.backup.RetentionPolicy;
import io.coffer.backup.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** Lists the snapshots. */
final class SnapshotsCommand extends Command {
    private static final String WHY = "--why";
    private static final int SHORT_ID = 8;

    @Override
    CommandSpec describe() {
        return Retention.addOptions(describe("List the snapshots, oldest first."))
                .addOption(Options.flag("Say what the --keep options would do with each, and why.", WHY)
                        .build());
    }

    @Override
    int run(Arguments arguments, Repository repository, Console console) throws IOException {
        RetentionPolicy policy = Retention.of(arguments);
        if (arguments.has(WHY) != (policy != null)) {
            throw arguments.wrong(WHY + " and --keep options go together");
        }
        List<RepositoryException> damaged = new ArrayList<>();
        List<Snapshot> snapshots = repository.snapshots(damaged::add);
        Map<String, RetentionDecision> decisions = new HashMap<>();
        if (policy != null) {
            repository.forgetting(policy).dryRun().run().decisions().forEach(it -> decisions.put(it.id(), it));
        }
        if (arguments.has(Arguments.JSON)) {
            console.printJson(json -> {
                json.writeArrayFieldStart("snapshots");
                for (Snapshot snapshot : snapshots) {
                    json.writeStartObject();
                    Json.writeFields(json, snapshot);
                    RetentionDecision decision = decisions.get(snapshot.id());
                    if (decision != null) {
                        json.writeBooleanField("keep", decision.keep());
                        json.writeStringField("why", ForgetCommand.why(decision));
                    }
                    json.writeEndObject();
                }
                json.writeEndArray();
            });
        } else if (snapshots.isEmpty()) {
            console.println("no snapshots");
        } else {
            print(snapshots, console);
            for (Snapshot snapshot : snapshots) {
                RetentionDecision decision = decisions.get(snapshot.id());
                if (decision != null) {
                    console.println(shortId(snapshot)
                            + (decision.keep() ? " stays: " : " would go: ")
                            + ForgetCommand.why(decision));
                }
            }
        }
        for (RepositoryException snapshot : damaged) {
            console.err().println("coffer: " + ErrorText.of(snapshot));
        }
        return damaged.isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }

    /** The first digits of the id: enough for people, and every command takes them. */
    static String shortId(Snapshot snapshot) {
        return snapshot.id().substring(0, SHORT_ID);
    }

    private static void print(List<Snapshot> snapshots, Console console) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ID", "TIME", "HOST", "FILES", "SIZE", "TAGS", "SOURCES"));
        for (Snapshot snapshot : snapshots) {
            Manifest manifest = snapshot.manifest();
            List<String> sources = new ArrayList<>();
            manifest.sources().forEach(source -> sources.add(Escape.text(source.location())));
            rows.add(List.of(
                    shortId(snapshot),
                    Format.time(manifest.time()),
                    Escape.text(manifest.host()),
                    Format.count(manifest.statistics().files()),
                    Format.bytes(manifest.statistics().bytes()),
                    Escape.text(String.join(",", manifest.tags())),
                    String.join(", ", sources) + (manifest.complete() ? "" : " (incomplete)")));
        }
        for (String line : table(rows, List.of(3, 4))) {
            console.println(line);
        }
    }

    private static List<String> table(List<List<String>> rows, List<Integer> rightAligned) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = row.get(i);
                line.append(rightAligned.contains(i) ? Format.right(cell, widths[i]) : Format.left(cell, widths[i]));
                line.append("  ");
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
