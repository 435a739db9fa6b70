package io.coffer.backup.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A directory of files to be backed up: empty, small, large, and in directories. Made from seeds, which name it. */
final class SampleTree {
    /** How many directories there are for one seed, the root included. */
    static final int DIRECTORIES = 4;

    private static final int SMALL_FILES = 30;

    private final Path root;
    private final long seed;
    private int changes;

    private SampleTree(Path root, long seed) {
        this.root = root;
        this.seed = seed;
    }

    static SampleTree make(Path root, int size, long... seeds) throws IOException {
        for (long seed : seeds) {
            Path directory = Files.createDirectories(root.resolve("of-" + seed + "/deep/deeper"));
            Files.write(root.resolve("of-" + seed + "/empty"), new byte[0]);
            Files.write(root.resolve("of-" + seed + "/large"), bytes(size / 2 / seeds.length, seed));
            for (int i = 0; i < SMALL_FILES; i++) {
                Files.write(directory.resolve("small-" + i), bytes(size / 2 / seeds.length / SMALL_FILES, seed + i));
            }
        }
        return new SampleTree(root, seeds[0]);
    }

    Path root() {
        return root;
    }

    /** Changes the middle of the large file, adds a file, and removes one. */
    void change() throws IOException {
        changes++;
        Path own = root.resolve("of-" + seed);
        byte[] large = Files.readAllBytes(own.resolve("large"));
        byte[] change = bytes(100, 1000 * seed + changes);
        System.arraycopy(change, 0, large, large.length / 2, change.length);
        Files.write(own.resolve("large"), large);
        Files.write(own.resolve("added-" + changes), bytes(5000, 2000 * seed + changes));
        Files.delete(own.resolve("deep/deeper/small-" + changes));
    }

    /** Half of all the data is new then. */
    void replaceLargeFile() throws IOException {
        Path large = root.resolve("of-" + seed + "/large");
        Files.write(large, bytes((int) Files.size(large), 3000 * seed));
    }

    Map<String, ByteBuffer> contents() throws IOException {
        return contentsOf(root);
    }

    static Map<String, ByteBuffer> contentsOf(Path root) throws IOException {
        Map<String, ByteBuffer> contents = new TreeMap<>();
        List<Path> files;
        try (Stream<Path> paths = Files.walk(root)) {
            files = paths.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            contents.put(root.relativize(file).toString(), ByteBuffer.wrap(Files.readAllBytes(file)));
        }
        return contents;
    }

    /** Random, so that they do not compress. */
    private static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
