package io.coffer.examples.cli;

import picocli.CommandLine;

/** The commands by name. */
final class Commands {
    private static final String[] NAMES = {
        "init", "backup", "snapshots", "ls", "restore", "check", "stats", "rebuild-index"
    };

    private Commands() {}

    /**
     * Adds the commands that the arguments may mean. picocli reads the annotations of each one that it is given:
     * for a single command out of eight that is most of the work at start.
     */
    static void addTo(CommandLine coffer, String[] arguments) {
        boolean found = false;
        for (String name : NAMES) {
            if (contains(arguments, name)) {
                coffer.addSubcommand(name, create(name));
                found = true;
            }
        }
        if (!found) {
            // Help that lists them, or a name with a typing error.
            for (String name : NAMES) {
                coffer.addSubcommand(name, create(name));
            }
        }
    }

    private static boolean contains(String[] arguments, String name) {
        for (String argument : arguments) {
            if (argument.equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static Object create(String name) {
        return switch (name) {
            case "init" -> new InitCommand();
            case "backup" -> new BackupCommand();
            case "snapshots" -> new SnapshotsCommand();
            case "ls" -> new LsCommand();
            case "restore" -> new RestoreCommand();
            case "check" -> new CheckCommand();
            case "stats" -> new StatsCommand();
            case "rebuild-index" -> new RebuildIndexCommand();
            default -> throw new IllegalArgumentException(name);
        };
    }
}
