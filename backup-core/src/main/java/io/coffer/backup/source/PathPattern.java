package io.coffer.backup.source;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A glob on a relative path with slashes, as {@link DirectorySource#exclude} describes it. Immutable.
 */
public final class PathPattern {
    private final String glob;
    private final Pattern pattern;

    private PathPattern(String glob, Pattern pattern) {
        this.glob = glob;
        this.pattern = pattern;
    }

    /**
     * Reads a pattern.
     *
     * @param glob its text
     * @return the pattern
     * @throws IllegalArgumentException when it is not one; the message says why
     */
    public static PathPattern compile(String glob) {
        // As shells complete paths: from the root.
        String body = glob.startsWith("./") ? glob.substring(1) : glob;
        if (body.startsWith("/")) {
            body = body.substring(1);
        } else if (body.indexOf('/') < 0 || body.indexOf('/') == body.length() - 1) {
            body = "**/" + body;
        }
        if (body.endsWith("/**")) {
            body = body.substring(0, body.length() - 3);
        } else if (body.endsWith("/")) {
            body = body.substring(0, body.length() - 1);
        }
        if (body.isEmpty() || glob.isEmpty()) {
            throw new IllegalArgumentException("the pattern \"" + glob + "\" matches nothing that can be named");
        }
        try {
            return new PathPattern(glob, Pattern.compile(new Translation(glob, body).run(), Pattern.DOTALL));
        } catch (PatternSyntaxException wrong) {
            throw new IllegalArgumentException("\"" + glob + "\" is not a pattern: " + wrong.getDescription(), wrong);
        }
    }

    /**
     * Tells whether a path matches.
     *
     * @param relativePath with slashes, none at the start or end
     * @return whether all of it does
     */
    public boolean matches(String relativePath) {
        return pattern.matcher(relativePath).matches();
    }

    /**
     * Tells whether a path or a directory that it lies under matches.
     *
     * @param relativePath with slashes, none at the start or end
     * @return whether it is chosen by the pattern
     */
    public boolean covers(String relativePath) {
        if (matches(relativePath)) {
            return true;
        }
        Matcher matcher = pattern.matcher(relativePath);
        for (int slash = relativePath.indexOf('/'); slash >= 0; slash = relativePath.indexOf('/', slash + 1)) {
            if (matcher.region(0, slash).matches()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return glob;
    }

    /** Turns a glob into a regular expression. */
    private static final class Translation {
        private final String glob;
        private final String body;
        private final StringBuilder regex = new StringBuilder();
        private int at;
        private int open;

        Translation(String glob, String body) {
            this.glob = glob;
            this.body = body;
        }

        String run() {
            while (at < body.length()) {
                char c = body.charAt(at++);
                switch (c) {
                    case '*' -> star();
                    case '?' -> regex.append("[^/]");
                    case '[' -> set();
                    case '{' -> {
                        open++;
                        regex.append("(?:");
                    }
                    case '}' -> {
                        if (open == 0) {
                            throw fault("a } without its {");
                        }
                        open--;
                        regex.append(')');
                    }
                    case ',' -> regex.append(open > 0 ? "|" : ",");
                    case '\\' -> {
                        if (at == body.length()) {
                            throw fault("a \\ at its end");
                        }
                        literal(body.charAt(at++));
                    }
                    default -> literal(c);
                }
            }
            if (open > 0) {
                throw fault("a { without its }");
            }
            return regex.toString();
        }

        private void star() {
            if (at < body.length() && body.charAt(at) == '*') {
                at++;
                boolean atStart = at == 2 || body.charAt(at - 3) == '/';
                if (atStart && at < body.length() && body.charAt(at) == '/') {
                    at++;
                    regex.append("(?:.*/)?");
                } else {
                    regex.append(".*");
                }
            } else {
                regex.append("[^/]*");
            }
        }

        private void set() {
            int end = body.indexOf(']', at + 1);
            if (end < 0) {
                throw fault("a [ without its ]");
            }
            boolean negated = body.charAt(at) == '!' || body.charAt(at) == '^';
            String members = body.substring(negated ? at + 1 : at, end);
            regex.append(negated ? "[^/" : "[")
                    .append(members.replaceAll("[\\\\\\[\\]&^]", "\\\\$0"))
                    .append(']');
            at = end + 1;
        }

        private void literal(char c) {
            if ("\\^$.|?*+()[]{}".indexOf(c) >= 0) {
                regex.append('\\');
            }
            regex.append(c);
        }

        private IllegalArgumentException fault(String what) {
            return new IllegalArgumentException("\"" + glob + "\" is not a pattern: it has " + what);
        }
    }
}
