package io.coffer.backup.tests.machines;

import io.coffer.backup.Snapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a machine has at a time: files that all have, some of which change for all at once, and a few of its own. All of
 * it follows from a seed.
 */
final class MachineFiles {
    private static final int SHARED = 60;
    private static final int OWN = 3;
    /** In how many states a file is, one after the other and again. */
    private static final int STATES = 5;

    private static final int LENGTH = 40_000;

    private final Map<String, Long> seeds = new TreeMap<>();

    MachineFiles(long seed, int machine, int round) {
        for (int file = 0; file < SHARED; file++) {
            // Each machine has most of them. What was forgotten and pruned comes back some rounds later.
            if ((file + machine) % 5 != 0) {
                long state = (round + file % 10) / 2 % STATES;
                seeds.put("shared/f" + file, seed + 1000L * file + state);
            }
        }
        for (int file = 0; file < OWN; file++) {
            seeds.put("own/f" + file, seed + 1_000_000L * (machine + 1) + 1000L * file + round % STATES);
        }
    }

    List<String> paths() {
        return List.copyOf(seeds.keySet());
    }

    long seedOf(String path) {
        return seeds.get(path);
    }

    byte[] bytes(String path) {
        byte[] bytes = new byte[LENGTH];
        new Random(seedOf(path)).nextBytes(bytes);
        return bytes;
    }

    static int length() {
        return LENGTH;
    }

    /** How many bytes there are in all files of some snapshots, those that are the same counted once. */
    static long differentBytes(long seed, List<Snapshot> snapshots) {
        Set<Long> different = new HashSet<>();
        for (Snapshot snapshot : snapshots) {
            int machine = Integer.parseInt(snapshot.manifest().host().substring("machine".length()));
            int round = Integer.parseInt(snapshot.manifest().tags().first());
            different.addAll(new MachineFiles(seed, machine, round).seeds.values());
        }
        return (long) different.size() * LENGTH;
    }
}
