package io.coffer.backup.internal.snapshot;

import io.coffer.backup.model.EntryName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Which names are one to a file system: those that differ in case, on Windows and macOS, and those that differ in how
 * accents are encoded. Entries that have such names are several in a snapshot and would overwrite each other.
 *
 * @param ignoresCase whether "a" is "A"
 * @param ignoresForm whether a letter with an accent is the letter and the accent
 */
record NameFolding(boolean ignoresCase, boolean ignoresForm) {
    /**
     * Finds out by making a file.
     *
     * @param directory where something can be written
     * @param prefix of a name that nothing else has
     */
    static NameFolding of(Path directory, String prefix) throws IOException {
        return new NameFolding(
                isSame(directory, prefix + "a.part", prefix + "A.part"),
                isSame(directory, prefix + "\u00e9.part", prefix + "e\u0301.part"));
    }

    private static boolean isSame(Path directory, String name, String other) throws IOException {
        Path made;
        Path looked;
        try {
            made = directory.resolve(name);
            looked = directory.resolve(other);
        } catch (InvalidPathException notHere) {
            // Not a name in this file system, or in this locale.
            return false;
        }
        Files.createFile(made);
        try {
            return Files.exists(looked, LinkOption.NOFOLLOW_LINKS);
        } finally {
            Files.delete(made);
        }
    }

    boolean isExact() {
        return !ignoresCase && !ignoresForm;
    }

    /** The same text for names that are one. */
    String key(EntryName name) {
        String text = name.toString();
        if (ignoresForm) {
            text = Normalizer.normalize(text, Normalizer.Form.NFC);
        }
        return ignoresCase ? text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT) : text;
    }
}
