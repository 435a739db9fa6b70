package io.coffer.backup.tests.golden;

import io.coffer.backup.model.DataRange;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.source.OpenSource;
import io.coffer.backup.source.Source;
import io.coffer.backup.source.SourceContext;
import io.coffer.backup.source.SourceEntry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** What is in the snapshots of the golden repository. Changing it means making a new one. */
public final class GoldenSource implements Source {
    /** How many snapshots there are. */
    static final int SNAPSHOTS = 3;

    private final MemoryEntry root;

    private GoldenSource(MemoryEntry root) {
        this.root = root;
    }

    /** The source as it is in a snapshot, from 1. */
    public static GoldenSource of(int snapshot) {
        byte[] chunks = random(12_000);
        if (snapshot > 1) {
            chunks[6000]++;
        }
        MemoryEntry names = MemoryEntry.directory(
                "names",
                20,
                MemoryEntry.file(EntryName.of(new byte[] {'c', 'a', 'f', (byte) 0xe9}), 21, 1, text("not UTF-8")),
                MemoryEntry.file("caf\u00e9", 22, text("UTF-8")),
                MemoryEntry.file(EntryName.of("first"), 23, 2, text("two names, one file")),
                MemoryEntry.file(EntryName.of("second"), 23, 2, text("two names, one file")),
                MemoryEntry.link("link", 24, text("first")),
                MemoryEntry.link("link to no text", 25, new byte[] {(byte) 0xff}));
        MemoryEntry empty = MemoryEntry.directory("empty", 3);
        MemoryEntry last = snapshot < 3
                ? MemoryEntry.file("only before", 40, text("later there is none"))
                : MemoryEntry.file("scratched", 41, text("cannot be read")).unreadable();
        return new GoldenSource(MemoryEntry.directory(
                "root",
                2,
                MemoryEntry.file("chunks", 10 + 100 * Math.min(snapshot, 2), chunks),
                empty,
                MemoryEntry.file("empty file", 11, new byte[0]),
                last,
                names,
                MemoryEntry.file("periodic", 12, periodic()),
                MemoryEntry.file("sparse", 13, sparse()).sparse(new DataRange(4096, 5000), new DataRange(90_000, 10)),
                MemoryEntry.file("text", 14, text("again and ".repeat(300))).with("user.note", (byte) 1, (byte) 0)));
    }

    /** Many chunks, few of which differ: a list, in little storage. */
    private static byte[] periodic() {
        byte[] period = Arrays.copyOf(random(3000), 3000);
        byte[] bytes = new byte[300_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ~period[i % period.length];
        }
        return bytes;
    }

    private static byte[] sparse() {
        byte[] bytes = new byte[100_000];
        Arrays.fill(bytes, 4096, 9096, (byte) 's');
        Arrays.fill(bytes, 90_000, 90_010, (byte) 'e');
        return bytes;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    MemoryEntry root() {
        return root;
    }

    @Override
    public String name() {
        return "golden";
    }

    @Override
    public String location() {
        return "golden:source";
    }

    @Override
    public OpenSource open(SourceContext context) {
        return new OpenSource() {
            @Override
            public SourceEntry root() {
                return root;
            }

            @Override
            public void close() {}
        };
    }
}
