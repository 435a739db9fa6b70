package io.coffer.backup.tests.fidelity;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that there is to see of a directory and everything under it, through programs of the system rather than
 * through the JDK: kinds, contents, permissions, owners, times to the nanosecond, targets of links, which names are one
 * file, device numbers, extended attributes, and how much room files take. Names are bytes, one to a character.
 */
final class TreeState {
    /** Files may take more or less room by so many units of 512 bytes: small holes are not kept. */
    private static final long ROOM = 128;

    private static final String LOOK = "find . -printf '%P\\0%y\\0%m\\0%U\\0%G\\0%T@\\0%l\\0%i\\0%b\\0%s\\0'";
    private static final String HASH = "find . -type f -print0 | xargs -0 -r sha256sum -z --";
    private static final String DEVICES =
            "find . \\( -type b -o -type c \\) -print0 | xargs -0 -r stat --printf '%t:%T %n\\0'";
    private static final String ATTRIBUTES = "getfattr -R -P -h -d -m - -e hex .";

    private final SortedMap<String, SortedMap<String, String>> entries = new TreeMap<>();

    private TreeState() {}

    static TreeState of(Path root) {
        Shell.requireCommands("bash", "find", "sha256sum", "getfattr", "stat", "xargs");
        TreeState state = new TreeState();
        state.look(Shell.bash(root, LOOK).split("\0", -1));
        for (String line : Shell.bash(root, HASH).split("\0")) {
            if (!line.isEmpty()) {
                state.entry(line.substring(64 + 2 + 2)).put("content", line.substring(0, 64));
            }
        }
        for (String line : Shell.bash(root, DEVICES).split("\0")) {
            if (!line.isEmpty()) {
                String[] parts = line.split(" ", 2);
                state.entry(parts[1].substring(2)).put("device", parts[0]);
            }
        }
        state.attributes(Shell.bash(root, ATTRIBUTES).split("\n"));
        return state;
    }

    private Map<String, String> entry(String path) {
        return entries.computeIfAbsent(path, unused -> new TreeMap<>());
    }

    private void look(String[] fields) {
        Map<String, TreeSet<String>> names = new TreeMap<>();
        for (int i = 0; i + 10 <= fields.length; i += 10) {
            if (!fields[i + 1].equals("d")) {
                names.computeIfAbsent(fields[i + 7], unused -> new TreeSet<>()).add(fields[i]);
            }
        }
        for (int i = 0; i + 10 <= fields.length; i += 10) {
            Map<String, String> entry = entry(fields[i]);
            entry.put("kind", fields[i + 1]);
            entry.put("mode", fields[i + 2]);
            entry.put("owner", fields[i + 3] + ":" + fields[i + 4]);
            entry.put("modified", fields[i + 5]);
            entry.put("target", fields[i + 6]);
            if (names.containsKey(fields[i + 7])) {
                entry.put("names", names.get(fields[i + 7]).toString());
            }
            if (fields[i + 1].equals("f")) {
                entry.put("room", fields[i + 8]);
                entry.put("size", fields[i + 9]);
            }
        }
    }

    /** Names come escaped here, which is as good. */
    private void attributes(String[] lines) {
        String file = "";
        for (String line : lines) {
            if (line.startsWith("# file: ")) {
                file = "attributes of " + line.substring("# file: ".length());
            } else if (!line.isEmpty()) {
                entry(file).put(line.split("=", 2)[0], line);
            }
        }
    }

    /** The names of all entries, relative, the root's being empty. */
    List<String> names() {
        return entries.keySet().stream()
                .filter(name -> !name.startsWith("attributes of "))
                .toList();
    }

    /** A property of an entry, such as {@code mode}. */
    String get(String path, String property) {
        return entries.get(path).get(property);
    }

    /** In what another tree differs; empty when it is the same in all that counts. */
    List<String> differences(TreeState other) {
        List<String> found = new ArrayList<>();
        TreeSet<String> all = new TreeSet<>(entries.keySet());
        all.addAll(other.entries.keySet());
        for (String path : all) {
            SortedMap<String, String> here = entries.get(path);
            SortedMap<String, String> there = other.entries.get(path);
            if (here == null || there == null) {
                found.add(path + ": " + here + " became " + there);
                continue;
            }
            TreeSet<String> properties = new TreeSet<>(here.keySet());
            properties.addAll(there.keySet());
            for (String property : properties) {
                String before = here.get(property);
                String after = there.get(property);
                if (!isSame(property, before, after)) {
                    found.add(path + ": " + property + " " + before + " became " + after);
                }
            }
        }
        return found;
    }

    private static boolean isSame(String property, String before, String after) {
        if (before == null || after == null) {
            return false;
        }
        return property.equals("room")
                ? Math.abs(Long.parseLong(before) - Long.parseLong(after)) <= ROOM
                : before.equals(after);
    }
}
