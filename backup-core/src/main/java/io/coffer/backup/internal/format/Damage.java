package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.UnsupportedFormatException;

/** Words for objects that are damaged or cannot be understood. */
public final class Damage {
    private Damage() {}

    /**
     * Says that an object is damaged.
     *
     * @param name of the object
     * @param found what was found, and what was expected
     * @return the exception to be thrown
     */
    public static CorruptObjectException in(String name, String found) {
        return new CorruptObjectException(name + " is damaged: " + found + "; " + remedy(name), found, name, null);
    }

    /**
     * Says that an object is of a format that is not known here.
     *
     * @param name of the object
     * @param found what it has or asks for, as a sentence without its subject
     * @return the exception to be thrown
     */
    public static UnsupportedFormatException unknown(String name, String found) {
        String rest = found + "; use a newer version of the library";
        return new UnsupportedFormatException(name + " " + rest, "it " + rest, name, null);
    }

    private static String remedy(String name) {
        if (name.startsWith(ObjectType.INDEX.prefix())) {
            return "rebuild the index, which takes what it holds from the packs";
        }
        if (name.equals(ObjectType.CONFIG.prefix())) {
            return "restore the object from a copy of the repository: without it nothing else can be read";
        }
        return "run a check to see what is affected, and restore the object from a copy of the repository"
                + " if there is one";
    }
}
