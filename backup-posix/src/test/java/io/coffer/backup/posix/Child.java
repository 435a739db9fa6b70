package io.coffer.backup.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs other programs, Java virtual machines among them. */
final class Child {
    private Child() {}

    /** Runs a main class of the tests; returns what it printed, to both streams. */
    static String java(Class<?> main, Map<String, String> environment, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        if (!options.contains("-p")) {
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        }
        command.addAll(options);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return run(environment, command);
    }

    static String run(String... command) throws IOException, InterruptedException {
        return run(Map.of(), List.of(command));
    }

    private static String run(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
        return output;
    }
}
