package io.coffer.examples.gdrive;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of Drive's query language that the stand-in understands ("Search query terms and operators",
 * developers.google.com/workspace/drive/api/guides/ref-search-terms): terms joined by "and", one of them perhaps a list
 * of names in brackets joined by "or". Anything else is refused, as Drive refuses what it does not understand.
 */
final class DriveQuery {
    /** Without quotes inside, which no name here has; possessive, because a query may be long. */
    private static final String TEXT = "'([^']*+)'";

    private static final Pattern TERM = Pattern.compile("\\G(?:" + TEXT + " in parents"
            + "|(trashed = false)"
            + "|properties has \\{ key='([^']*)' and value='([^']*)' \\}"
            + "|\\(((?:name = '[^']*+'(?: or )?+)++)\\)"
            + ")(?: and |$)");
    private static final Pattern NAME = Pattern.compile("name = " + TEXT);

    private DriveQuery() {}

    /** The folder that must be named, and which files of it fit. */
    record Parsed(String folder, Predicate<StoredFile> fits) {}

    static Parsed parse(String query) {
        Matcher term = TERM.matcher(query);
        int end = 0;
        String folder = null;
        Predicate<StoredFile> fits = file -> true;
        while (end < query.length() && term.find()) {
            end = term.end();
            if (term.group(1) != null) {
                folder = term.group(1);
            } else if (term.group(3) != null) {
                String key = term.group(3);
                String value = term.group(4);
                fits = fits.and(file -> value.equals(file.properties().get(key)));
            } else if (term.group(5) != null) {
                List<String> names = names(term.group(5));
                fits = fits.and(file -> names.contains(file.name()));
            }
        }
        if (end < query.length() || folder == null) {
            throw new IllegalArgumentException("Invalid Value: q at " + end + ": " + query);
        }
        return new Parsed(folder, fits);
    }

    private static List<String> names(String text) {
        List<String> names = new ArrayList<>();
        Matcher name = NAME.matcher(text);
        while (name.find()) {
            names.add(name.group(1));
        }
        return names;
    }
}
