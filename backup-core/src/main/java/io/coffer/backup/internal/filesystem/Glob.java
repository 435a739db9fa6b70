package io.coffer.backup.internal.filesystem;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Globs as {@link java.nio.file.FileSystem#getPathMatcher} describes them, made into regular expressions. */
final class Glob {
    private final String glob;
    private final StringBuilder expression = new StringBuilder();
    private int at;

    private Glob(String glob) {
        this.glob = glob;
    }

    static Pattern compile(String glob) {
        Glob parser = new Glob(glob);
        parser.parse();
        return Pattern.compile(parser.expression.toString(), Pattern.DOTALL);
    }

    private void parse() {
        boolean inGroup = false;
        while (at < glob.length()) {
            char c = glob.charAt(at++);
            switch (c) {
                case '*' -> stars();
                case '?' -> expression.append("[^/]");
                case '[' -> set();
                case '{' -> {
                    if (inGroup) {
                        throw fault("groups cannot be nested");
                    }
                    inGroup = true;
                    expression.append("(?:");
                }
                case '}' -> {
                    expression.append(inGroup ? ")" : "\\}");
                    inGroup = false;
                }
                case ',' -> expression.append(inGroup ? "|" : ",");
                case '\\' -> {
                    if (at == glob.length()) {
                        throw fault("nothing is escaped");
                    }
                    literal(glob.charAt(at++));
                }
                default -> literal(c);
            }
        }
        if (inGroup) {
            throw fault("a group does not end");
        }
    }

    private void stars() {
        if (at < glob.length() && glob.charAt(at) == '*') {
            at++;
            expression.append(".*");
        } else {
            expression.append("[^/]*");
        }
    }

    private void set() {
        // No set has a slash in it.
        expression.append("(?!/)[");
        if (at < glob.length() && glob.charAt(at) == '!') {
            expression.append('^');
            at++;
        }
        int start = at;
        while (at < glob.length() && (glob.charAt(at) != ']' || at == start)) {
            char c = glob.charAt(at++);
            if (c == '/') {
                throw fault("a slash in a set");
            }
            if (c == '-' && at - 1 > start && at < glob.length() && glob.charAt(at) != ']') {
                expression.append('-');
            } else {
                literal(c);
            }
        }
        if (at == glob.length()) {
            throw fault("a set does not end");
        }
        at++;
        expression.append(']');
    }

    private void literal(char c) {
        if ("\\^$.|?*+()[]{}&-".indexOf(c) >= 0) {
            expression.append('\\');
        }
        expression.append(c);
    }

    private PatternSyntaxException fault(String what) {
        return new PatternSyntaxException(what, glob, at - 1);
    }
}
