package io.coffer.backup.internal.format;

import io.coffer.backup.CorruptObjectException;

/** Words for damaged objects. */
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
        return new CorruptObjectException(name + " is damaged: " + found + "; " + remedy(name), name, null);
    }

    private static String remedy(String name) {
        if (name.startsWith(ObjectType.INDEX.prefix())) {
            return "rebuild the index, which takes what it holds from the packs";
        }
        return "run a check to see what is affected, and restore the object from a copy of the repository"
                + " if there is one";
    }
}
