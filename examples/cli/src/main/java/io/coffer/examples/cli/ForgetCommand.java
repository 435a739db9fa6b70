package io.coffer.examples.cli;

import io.coffer.backup.ForgetOperation;
import io.coffer.backup.ForgetReport;
import io.coffer.backup.PruneReport;
import io.coffer.backup.Repository;
import io.coffer.backup.RetentionDecision;
import io.coffer.backup.RetentionPolicy;
import io.coffer.backup.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Removes snapshots, by a policy or by their ids. */
final class ForgetCommand extends Command {
    private static final String DRY_RUN = "--dry-run";
    private static final String PRUNE = "--prune";
    private static final String HOST = "--host";
    private static final String TAG = "--tag";
    private static final String SOURCE = "--source";
    private static final String AT_MOST = "--at-most";
    private static final String LAST_TOO = "--allow-empty-groups";
    private static final int SHORT_ID = 8;

    @Override
    CommandSpec describe() {
        CommandSpec spec = describe("Remove snapshots: those that are named, or those that no --keep option keeps."
                        + " prune gives their storage back.")
                .addPositional(Options.parameter(
                        String[].class, "0..*", "0..*", "SNAPSHOT", "First digits of ids, or \"latest\"."));
        return Retention.addOptions(spec)
                .addOption(Options.value(String[].class, "NAME", "Look only at snapshots of this machine.", HOST)
                        .build())
                .addOption(Options.value(String[].class, "TAG", "Look only at snapshots with this tag.", TAG)
                        .build())
                .addOption(Options.value(String[].class, "LOCATION", "Look only at snapshots of this source.", SOURCE)
                        .build())
                .addOption(Options.value(Integer.class, "N", "Remove none when more than N would go.", AT_MOST)
                        .build())
                .addOption(Options.flag("Let the last snapshot of a machine and source go, when named.", LAST_TOO)
                        .build())
                .addOption(Options.flag("Say what would be removed, and remove nothing.", DRY_RUN)
                        .build())
                .addOption(
                        Options.flag("Give the storage back right away.", PRUNE).build());
    }

    @Override
    int run(Arguments arguments, Repository repository, Console console) throws IOException {
        ForgetReport report = operation(arguments, repository).run();
        boolean prunes = arguments.has(PRUNE) && !report.dryRun();
        if (!arguments.has(Arguments.JSON)) {
            print(report, console);
        }
        PruneReport pruned = prunes ? PruneCommand.run(repository, arguments, console) : null;
        if (arguments.has(Arguments.JSON)) {
            printJson(report, pruned, console);
        } else if (pruned != null) {
            PruneCommand.print(pruned, console);
        }
        return ExitCode.OK;
    }

    private static ForgetOperation operation(Arguments arguments, Repository repository) throws IOException {
        RetentionPolicy policy = Retention.of(arguments);
        String[] ids = arguments.parameter(0, new String[0]);
        if ((policy == null) == (ids.length == 0)) {
            throw arguments.wrong("name snapshots, or say with --keep options which stay");
        }
        List<Snapshot> named = new ArrayList<>();
        for (String id : ids) {
            named.add(repository.snapshot(id));
        }
        ForgetOperation forget = policy == null ? repository.forgetting(named) : repository.forgetting(policy);
        forget.hosts(arguments.option(HOST, new String[0]))
                .tags(arguments.option(TAG, new String[0]))
                .sources(arguments.option(SOURCE, new String[0]));
        Integer most = arguments.option(AT_MOST);
        if (most != null) {
            if (most < 0) {
                throw arguments.wrong("expected a number of 0 or more for " + AT_MOST + ", found " + most);
            }
            forget.atMost(most);
        }
        if (arguments.has(LAST_TOO)) {
            forget.allowEmptyGroups();
        }
        return arguments.has(DRY_RUN) ? forget.dryRun() : forget;
    }

    private static void print(ForgetReport report, Console console) throws IOException {
        for (RetentionDecision decision : report.decisions()) {
            console.println((decision.keep() ? "keep    " : "remove  ")
                    + decision.id().substring(0, SHORT_ID) + "  "
                    + Format.time(decision.candidate().time()) + "  " + why(decision));
        }
        console.println((report.dryRun() ? "would remove " : "removed ")
                + Format.count(report.removed().size(), "snapshot", "snapshots"));
        if (!report.locked().isEmpty()) {
            console.println("the storage keeps " + Format.count(report.locked().size(), "snapshot", "snapshots")
                    + " until their time is over");
        }
        if (!report.future().isEmpty()) {
            console.println(Format.count(report.future().size(), "snapshot has", "snapshots have")
                    + " a time in the future, and "
                    + (report.future().size() == 1 ? "stays" : "stay") + " until removed by name");
        }
    }

    /** The reasons of a decision, in one line. */
    static String why(@Nullable RetentionDecision decision) {
        StringBuilder text = new StringBuilder();
        if (decision != null) {
            decision.reasons()
                    .forEach(reason ->
                            text.append(text.length() == 0 ? "" : ", ").append(Escape.text(reason.text())));
        }
        return text.toString();
    }

    private static void printJson(ForgetReport report, @Nullable PruneReport pruned, Console console)
            throws IOException {
        console.printJson(json -> {
            json.writeBooleanField("dryRun", report.dryRun());
            json.writeArrayFieldStart("decisions");
            for (RetentionDecision decision : report.decisions()) {
                json.writeStartObject();
                json.writeStringField("id", decision.id());
                json.writeBooleanField("keep", decision.keep());
                json.writeArrayFieldStart("reasons");
                for (var reason : decision.reasons()) {
                    json.writeString(reason.text());
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeFieldName("removed");
            writeIds(json, report.removed());
            json.writeFieldName("locked");
            writeIds(json, report.locked());
            json.writeFieldName("future");
            writeIds(json, report.future());
            if (pruned != null) {
                json.writeObjectFieldStart("prune");
                PruneCommand.write(json, pruned);
                json.writeEndObject();
            }
        });
    }

    private static void writeIds(com.fasterxml.jackson.core.JsonGenerator json, List<String> ids) throws IOException {
        json.writeStartArray();
        for (String id : ids) {
            json.writeString(id);
        }
        json.writeEndArray();
    }
}
