package io.coffer.examples.cli;

import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Options and parameters, each in one line. */
final class Options {
    private Options() {}

    /** An option without a value. */
    static OptionSpec.Builder flag(String description, String... names) {
        return OptionSpec.builder(names).type(boolean.class).description(description);
    }

    /**
     * An option with a value; with values, where the type is an array.
     *
     * @param type of the value
     * @param label stands for the value in the help
     * @param description for the help
     * @param names of the option
     */
    static OptionSpec.Builder value(Class<?> type, String label, String description, String... names) {
        return OptionSpec.builder(names).type(type).paramLabel(label).description(description);
    }

    /**
     * A parameter without a name.
     *
     * @param type of the value
     * @param index which it is, as picocli writes ranges
     * @param arity how many there must be, as picocli writes ranges
     * @param label stands for the value in the help
     * @param description for the help
     */
    static PositionalParamSpec parameter(Class<?> type, String index, String arity, String label, String description) {
        return PositionalParamSpec.builder()
                .type(type)
                .index(index)
                .arity(arity)
                // picocli concludes it from the arity only where it reads annotations.
                .required(!arity.startsWith("0"))
                .paramLabel(label)
                .description(description)
                .build();
    }

    /** The parameter of the commands that work on one snapshot: the first. */
    static PositionalParamSpec snapshot() {
        return parameter(String.class, "0", "1", "SNAPSHOT", "First digits of the id of a snapshot, or \"latest\".");
    }
}
