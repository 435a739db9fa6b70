package io.coffer.examples.cli;

import picocli.CommandLine.IVersionProvider;

/** Knows the version from the manifest of the jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"coffer " + (version == null ? "(not from a jar)" : version), "Java " + Runtime.version()};
    }
}
