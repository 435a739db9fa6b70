package io.coffer.backup.store.azure;

import org.jspecify.annotations.Nullable;

/**
 * Names of objects as names of blobs: below a prefix, and otherwise as they are; except that Azure asks that no segment
 * end with a dot, so that such a segment gets a tilde, which no object's name has, after it.
 */
final class BlobNames {
    private final String prefix;

    /** Takes a prefix that is empty or ends with a slash. */
    BlobNames(String prefix) {
        this.prefix = prefix;
    }

    String blob(String name) {
        return prefix + escape(name) + (name.endsWith(".") ? "~" : "");
    }

    /** The start of the blobs of all objects whose names start so, and perhaps of others. */
    String blobPrefix(String namePrefix) {
        // A dot at its end may be one in the middle of a segment.
        return prefix + escape(namePrefix);
    }

    /** The name of the object that a blob below the prefix would be; null for a blob elsewhere. */
    @Nullable
    String object(String blob) {
        if (!blob.startsWith(prefix)) {
            return null;
        }
        String name = blob.substring(prefix.length());
        if (name.indexOf('~') < 0) {
            return name;
        }
        String plain = name.replace(".~/", "./");
        if (plain.endsWith(".~")) {
            plain = plain.substring(0, plain.length() - 1);
        }
        // Any other tilde makes the name an impossible one.
        return plain;
    }

    private static String escape(String text) {
        return text.replace("./", ".~/");
    }
}
