package io.coffer.backup.spi;

/**
 * The rule for names of objects: one to eight segments joined by {@code /}, each of one to 128 of the
 * characters {@code a-z 0-9 . _ -}, none of them {@code .} or {@code ..}, and at most 200 characters in
 * all. Every known storage can hold such names as they are, below a root of its own and in a
 * case-insensitive file system too.
 */
public final class ObjectNames {
    private static final int MAX_SEGMENTS = 8;
    private static final int MAX_SEGMENT_LENGTH = 128;
    private static final int MAX_LENGTH = 200;

    private ObjectNames() {}

    /**
     * Checks a name.
     *
     * @param name to be checked
     * @return the same name
     * @throws IllegalArgumentException when it breaks the rule
     */
    public static String check(String name) {
        if (!isValid(name)) {
            throw new IllegalArgumentException("not a name of an object: \"" + name + "\"; expected 1 to "
                    + MAX_SEGMENTS + " segments joined by '/', each of 1 to " + MAX_SEGMENT_LENGTH
                    + " of the characters a-z 0-9 . _ - and not \".\" or \"..\", and at most "
                    + MAX_LENGTH + " characters in all");
        }
        return name;
    }

    /**
     * Tells whether a name keeps the rule, for stores that list a storage where others keep things too.
     *
     * @param name to be checked
     * @return whether an object can have it
     */
    public static boolean isValid(String name) {
        if (name.length() > MAX_LENGTH) {
            return false;
        }
        int segments = 1;
        int start = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '/') {
                if (!isSegment(name, start, i)) {
                    return false;
                }
                start = i + 1;
                segments++;
            } else if (!isAllowed(c)) {
                return false;
            }
        }
        return segments <= MAX_SEGMENTS && isSegment(name, start, name.length());
    }

    private static boolean isSegment(String name, int start, int end) {
        int length = end - start;
        if (length < 1 || length > MAX_SEGMENT_LENGTH) {
            return false;
        }
        boolean dots = name.charAt(start) == '.' && (length == 1 || (length == 2 && name.charAt(start + 1) == '.'));
        return !dots;
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    }
}
