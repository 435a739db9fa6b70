package io.coffer.backup.store.cloudinary.standin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The raw assets of an account, with their past: listings show what was true some time ago. */
final class Assets {
    private final Clock clock;
    private final Map<String, Asset> assets = new HashMap<>();
    private long sequence;

    /** What is stored; without bytes when it was deleted. The version is the time of the upload in seconds. */
    record State(byte[] bytes, long version, Instant since) {}

    /** All states of one id, the latest last. */
    private static final class Asset {
        private final String id;
        private final long number;
        private final List<State> states = new ArrayList<>();

        Asset(String id, long number) {
            this.id = id;
            this.number = number;
        }

        State at(Instant time) {
            State found = null;
            for (State state : states) {
                if (!state.since().isAfter(time)) {
                    found = state;
                }
            }
            return found;
        }
    }

    /** One entry of a listing. */
    record Listed(String id, long number, State state) {}

    Assets(Clock clock) {
        this.clock = clock;
    }

    /** The state now; null when there is none. */
    synchronized State get(String type, String id) {
        Asset asset = assets.get(type + "/" + id);
        State last = asset == null ? null : asset.states.get(asset.states.size() - 1);
        return last == null || last.bytes() == null ? null : last;
    }

    synchronized State put(String type, String id, byte[] bytes) {
        Instant now = clock.instant();
        State state = new State(bytes, now.getEpochSecond(), now);
        change(type, id, state);
        return state;
    }

    synchronized boolean delete(String type, String id) {
        if (get(type, id) == null) {
            return false;
        }
        change(type, id, new State(null, 0, clock.instant()));
        return true;
    }

    private void change(String type, String id, State state) {
        Asset asset = assets.computeIfAbsent(type + "/" + id, key -> new Asset(id, ++sequence));
        asset.states.add(state);
        // What no listing can show any more is dropped.
        while (asset.states.size() > 20) {
            asset.states.remove(0);
        }
    }

    /** Up to a number of assets after one, by the time of their first upload, as they were some time ago. */
    synchronized List<Listed> list(String type, String prefix, long after, int most, Duration delay) {
        Instant then = clock.instant().minus(delay);
        String start = type + "/" + prefix;
        return assets.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(start) && entry.getValue().number > after)
                .map(Map.Entry::getValue)
                .filter(asset -> {
                    State state = asset.at(then);
                    return state != null && state.bytes() != null;
                })
                .sorted(Comparator.comparingLong(asset -> asset.number))
                .limit(most)
                .map(asset -> new Listed(asset.id, asset.number, asset.at(then)))
                .toList();
    }

    synchronized long storedBytes() {
        return assets.values().stream()
                .map(asset -> asset.states.get(asset.states.size() - 1))
                .filter(state -> state.bytes() != null)
                .mapToLong(state -> state.bytes().length)
                .sum();
    }

    /** All ids, with their types. */
    synchronized List<String> ids() {
        return assets.keySet().stream()
                .filter(key -> get(key.substring(0, key.indexOf('/')), key.substring(key.indexOf('/') + 1)) != null)
                .sorted()
                .toList();
    }
}
