package io.coffer.backup.testkit;

import io.coffer.backup.spi.ObjectLockedException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Places below a random one, each for one test, and their removal. Random, so that two validations do not meet, and so
 * that nothing of anybody else's is ever below it. Safe for use by many threads.
 */
final class ScratchSpace {
    private static final int BATCH = 1000;
    private static final int DELETERS = 8;
    private static final int LOCK_ATTEMPTS = 5;
    private static final long LOCK_PAUSE_MILLIS = 6_000;

    private final URI root;
    private final UnaryOperator<ObjectStore> wrapper;
    private final List<URI> places = new CopyOnWriteArrayList<>();
    private final List<String> leftovers = new CopyOnWriteArrayList<>();
    private final AtomicLong removed = new AtomicLong();
    private volatile boolean abandoned;

    ScratchSpace(URI root, UnaryOperator<ObjectStore> wrapper) {
        this.root = root;
        this.wrapper = wrapper;
    }

    /** A place that nobody has used before. */
    static URI randomPlaceBelow(URI location) {
        byte[] random = new byte[6];
        new SecureRandom().nextBytes(random);
        return below(location, "coffer-validate-" + HexFormat.of().formatHex(random));
    }

    static URI parse(String location) {
        try {
            URI uri = new URI(location);
            if ("file".equals(uri.getScheme()) && uri.isOpaque()) {
                return Path.of(uri.getSchemeSpecificPart()).toUri();
            }
            if (uri.getScheme() != null && uri.getScheme().length() > 1) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Neither the text nor the exception, which quotes it: a secret in it cannot be found.
            throw new IllegalArgumentException("not a valid URI: " + e.getReason() + " at index " + e.getIndex()
                    + "; expected one such as s3://bucket/prefix or file:/tmp/try");
        }
        return Path.of(location).toUri();
    }

    /** Adds a step to the path: before the query, and after a dash where there is no path. */
    static URI below(URI uri, String step) {
        String text = uri.toString();
        int end = text.length();
        for (char mark : new char[] {'?', '#'}) {
            int at = text.indexOf(mark);
            end = at >= 0 ? Math.min(end, at) : end;
        }
        String head = text.substring(0, end);
        String separator = uri.isOpaque() && !head.contains("/") ? "-" : head.endsWith("/") ? "" : "/";
        return URI.create(head + separator + step + text.substring(end));
    }

    String shownRoot() {
        return ObjectStores.redact(root);
    }

    /** Remembered before anything is put there, so that nothing is forgotten. */
    URI newPlace() {
        if (abandoned) {
            throw new IllegalStateException("the validation was interrupted");
        }
        synchronized (places) {
            URI place = below(root, String.valueOf(places.size() + 1));
            places.add(place);
            return place;
        }
    }

    ObjectStore open(URI place) throws IOException {
        return wrapper.apply(ObjectStores.open(place));
    }

    long removedObjects() {
        return removed.get();
    }

    List<String> leftovers() {
        return leftovers;
    }

    /** For the end of the program in the middle of the tests. */
    void abandon() {
        abandoned = true;
        empty();
    }

    void empty() {
        for (URI place : places) {
            try (ObjectStore store = open(place)) {
                empty(store);
            } catch (Exception e) {
                leftovers.add(ObjectStores.redact(place) + ": " + e);
            }
        }
        if ("file".equals(root.getScheme())) {
            removeDirectories();
        }
    }

    private void empty(ObjectStore store) throws Exception {
        List<String> names = new ArrayList<>();
        store.list("", object -> names.add(object.name()));
        int batch = Math.min(BATCH, store.capabilities().maximumBatchDelete());
        List<List<String>> batches = new ArrayList<>();
        for (int start = 0; start < names.size(); start += batch) {
            batches.add(names.subList(start, Math.min(start + batch, names.size())));
        }
        List<Callable<Integer>> deleters = new ArrayList<>();
        for (int deleter = 0; deleter < Math.min(DELETERS, batches.size()); deleter++) {
            int first = deleter;
            deleters.add(() -> {
                for (int i = first; i < batches.size(); i += DELETERS) {
                    delete(store, batches.get(i));
                }
                return first;
            });
        }
        if (!deleters.isEmpty()) {
            ContractSupport.together(deleters);
        }
    }

    /** What a test of object lock has kept is free some seconds later. */
    private void delete(ObjectStore store, List<String> names) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                store.delete(names);
                removed.addAndGet(names.size());
                return;
            } catch (ObjectLockedException e) {
                if (attempt == LOCK_ATTEMPTS) {
                    throw e;
                }
                Thread.sleep(LOCK_PAUSE_MILLIS);
            }
        }
    }

    /** A local store removes objects and leaves their directories; these are all below the random one. */
    private void removeDirectories() {
        Path directory =
                Path.of(URI.create("file:///" + root.getRawSchemeSpecificPart().replaceFirst("^/+", "")));
        if (root.isOpaque() || !Files.isDirectory(directory) || !leftovers.isEmpty()) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException | UncheckedIOException e) {
            leftovers.add(shownRoot() + ": " + e);
        }
    }
}
