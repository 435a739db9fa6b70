package io.coffer.backup.store.cloudinary;

import io.coffer.backup.spi.ObjectNames;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of objects as public ids, and back. Each character of a name becomes one character, so that a prefix of a name
 * becomes a prefix of its id, and the longest name fits: {@code /} becomes {@code -}, and {@code -}, {@code .} and
 * {@code _} become {@code H}, {@code D} and {@code U}, which no name has.
 *
 * <p>An id must not end in what looks like the extension of a file, since accounts may refuse to deliver some; a folder
 * must not be called {@code v} and a number, which is a version; an underscore in a folder may be taken for a
 * transformation; and special characters at the ends of an id are cut off. So none of these is used.
 */
final class PublicIds {
    static final String EXPECTED_PREFIX = "1 to 50 characters: letters, digits and \"-\", in folders separated by \"/\""
            + " that neither start nor end with \"-\" and are not \"v\" and a number";

    /** 255 characters are what an id may have, and 200 what a name may have. */
    private static final int MAX_PREFIX = 50;

    private static final String NAME_CHARACTERS = "/-._";
    private static final String ID_CHARACTERS = "-HDU";
    private static final Pattern FOLDER = Pattern.compile("(?!v[0-9]+$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?");

    private final String root;

    PublicIds(String prefix) {
        if (!isPrefix(prefix)) {
            throw new IllegalArgumentException(
                    "not a prefix for public ids: \"" + prefix + "\"; expected " + EXPECTED_PREFIX);
        }
        this.root = prefix + "/";
    }

    static boolean isPrefix(String prefix) {
        if (prefix.isEmpty() || prefix.length() > MAX_PREFIX) {
            return false;
        }
        for (String folder : prefix.split("/", -1)) {
            if (!FOLDER.matcher(folder).matches()) {
                return false;
            }
        }
        return true;
    }

    String prefix() {
        return root.substring(0, root.length() - 1);
    }

    /** The id of an object. */
    String of(String name) {
        return root + encode(ObjectNames.check(name));
    }

    /** What the ids of all objects start with whose names start with a prefix; null when no name starts with it. */
    @Nullable
    String ofPrefix(String prefix) {
        for (int i = 0; i < prefix.length(); i++) {
            char c = prefix.charAt(i);
            if (!isPlain(c) && NAME_CHARACTERS.indexOf(c) < 0) {
                return null;
            }
        }
        return root + encode(prefix);
    }

    /** The name of the object with an id; null when it is nothing that this library stored. */
    @Nullable
    String name(String publicId) {
        if (!publicId.startsWith(root)) {
            return null;
        }
        StringBuilder name = new StringBuilder();
        for (int i = root.length(); i < publicId.length(); i++) {
            char c = publicId.charAt(i);
            int special = ID_CHARACTERS.indexOf(c);
            if (special < 0 && !isPlain(c)) {
                return null;
            }
            name.append(special < 0 ? c : NAME_CHARACTERS.charAt(special));
        }
        return ObjectNames.isValid(name.toString()) ? name.toString() : null;
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static String encode(String name) {
        StringBuilder id = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            int special = NAME_CHARACTERS.indexOf(c);
            id.append(special < 0 ? c : ID_CHARACTERS.charAt(special));
        }
        return id.toString();
    }
}
