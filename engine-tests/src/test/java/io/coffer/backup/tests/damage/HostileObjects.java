package io.coffer.backup.tests.damage;

import io.coffer.backup.internal.format.Envelope;
import io.coffer.backup.internal.format.Envelopes;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.ListFormat;
import io.coffer.backup.internal.format.ManifestCodec;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackFormat;
import io.coffer.backup.internal.format.RetiredCodec;
import io.coffer.backup.internal.format.Sha256;
import io.coffer.backup.internal.format.TreeDecoder;
import io.coffer.backup.model.ContentId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Objects whose checksums fit, made by somebody who wants to do harm; run in a process with a small heap. */
final class HostileObjects {
    private static final String HUGE = "7fffffffffffffff";

    /** Reads something hostile. */
    @FunctionalInterface
    interface Case {
        void read() throws IOException;
    }

    private HostileObjects() {}

    /** Reads each case, and prints how it ended. */
    public static void main(String[] arguments) {
        cases().forEach((name, hostile) -> {
            String outcome;
            try {
                hostile.read();
                outcome = "accepted";
            } catch (IOException | RuntimeException | Error thrown) {
                outcome = thrown.getClass().getSimpleName() + ": " + thrown.getMessage();
            }
            System.out.println(name + " -> " + outcome);
        });
    }

    static Map<String, Case> cases() {
        Map<String, Case> cases = new LinkedHashMap<>();
        int most = Integer.MAX_VALUE;
        index(cases, "an index of very many packs", most, 0, 0, 0);
        index(cases, "an index of very many removed packs", 0, most, 0, 0);
        index(cases, "an index of very many segments", 0, 0, most, 0);
        index(cases, "an index of very many entries", 0, 0, 0, most);
        index(cases, "an index of very many of everything", most, most, most, most);
        index(cases, "an index of a negative number of entries", 0, 0, 0, -1);
        index(cases, "an index whose lengths cancel out", -1, 0, 0, 1);
        directory(cases, "a pack of very many segments", new int[] {most});
        directory(cases, "a pack of a negative number of segments", new int[] {-1});
        directory(cases, "a segment of very many blobs", new int[] {1, 100, 200, 1, most});
        directory(cases, "a segment of no blobs", new int[] {1, 100, 200, 1, 0});
        int[] large = new int[14];
        System.arraycopy(new int[] {1, 10, most, 1, 1}, 0, large, 0, 5);
        large[13] = most;
        directory(cases, "a segment that claims gigabytes", large);
        int[] unknown = large.clone();
        unknown[3] = 9;
        directory(cases, "a segment of an unknown encoding", unknown);
        cases.put(
                "a retired list of very many packs",
                () -> RetiredCodec.decode(
                        Envelopes.PLAIN,
                        "retired/x",
                        Envelope.wrap(
                                ObjectType.RETIRED,
                                ByteBuffer.allocate(40).putInt(most).array())));
        trees(cases);
        cases.put("a manifest nested very deep", () -> manifest("{\"a\":".repeat(100_000)));
        cases.put("a manifest of lists nested very deep", () -> manifest("{\"a\":" + "[".repeat(100_000)));
        cases.put("a manifest with a number of very many digits", () -> manifest("{\"a\":" + "9".repeat(5000) + "}"));
        cases.put("a manifest that is no object", () -> manifest("[1]"));
        cases.put("a manifest that ends early", () -> manifest("{\"time\":\"2026"));
        lists(cases);
        return cases;
    }

    private static void index(Map<String, Case> cases, String name, int packs, int removed, int segments, int entries) {
        cases.put(name, () -> {
            ByteBuffer payload = ByteBuffer.allocate(200);
            payload.position(16).putInt(packs).putInt(removed).putInt(segments).putInt(entries);
            byte[] object = Envelope.wrap(ObjectType.INDEX, payload.array());
            new IndexTable("index/x", Envelope.unwrap("index/x", ObjectType.INDEX, ByteBuffer.wrap(object)));
        });
    }

    private static void directory(Map<String, Case> cases, String name, int[] words) {
        cases.put(name, () -> {
            ByteBuffer directory = ByteBuffer.allocate(4 * words.length);
            directory.asIntBuffer().put(words);
            ByteBuffer end = ByteBuffer.allocate(directory.capacity() + PackFormat.TRAILER_LENGTH);
            end.put(directory.array()).putInt(directory.capacity()).put(Sha256.of(directory.array()));
            end.putInt(0x434f4652).flip();
            PackFormat.readDirectory("packs/x", 1 << 30, end, 0, null);
        });
    }

    /** A tree's head is 'T' 1; keys are 0 for the name, 1 for the type, and so on up to 18. */
    private static void trees(Map<String, Case> cases) {
        tree(cases, "a tree that is none", "4c01a0");
        tree(cases, "an entry with a name of very many bytes", "5401a1005b" + HUGE);
        tree(cases, "an entry of very many keys", "5401bb" + HUGE);
        tree(cases, "an entry of indefinite length", "5401bf");
        tree(cases, "an entry that is an array", "540183010203");
        tree(cases, "an entry nested very deep", "5401a100" + "81".repeat(100_000));
        tree(cases, "an entry without a name", "5401a10100");
        tree(cases, "an entry of an unknown type", "5401a2004161011863");
        tree(cases, "an entry whose keys come in the wrong order", "5401a2010000416100");
        tree(cases, "an entry with a name that leads elsewhere", "5401a30042" + "2e2e" + "0103" + "08820000");
        tree(cases, "an entry with a slash in its name", "5401a30043" + "612f62" + "0103" + "08820000");
        tree(cases, "an entry of an impossible time", "5401a3004161" + "0103" + "08821b" + HUGE + "00");
        tree(cases, "an owner of very many bytes", "5401a3004161" + "0103" + "067b" + HUGE);
        tree(cases, "a file of very many chunks", "5401a3004161" + "0100" + "0e8300005b" + HUGE);
        tree(cases, "a file of very many ranges", "5401a3004161" + "0100" + "0f9b" + HUGE);
        tree(cases, "very many extended attributes", "5401a3004161" + "0103" + "11bb" + HUGE);
        tree(cases, "a file without content", "5401a3004161" + "0100" + "08820000");
        String fifo = "a300" + "4161" + "0103" + "08820000";
        tree(cases, "two entries of the same name", "5401" + fifo + fifo);
        tree(cases, "entries in the wrong order", "5401" + fifo.replace("4161", "4162") + fifo);
        tree(cases, "a tree that ends within an entry", "5401" + fifo.substring(0, 10));
    }

    private static void tree(Map<String, Case> cases, String name, String hex) {
        cases.put(name, () -> {
            ByteArrayInputStream bytes = new ByteArrayInputStream(HexFormat.of().parseHex(hex));
            try (TreeDecoder tree = new TreeDecoder("tree x", bytes)) {
                while (tree.next() != null) {
                    // On to the next, up to the fault.
                    continue;
                }
            }
        });
    }

    private static void manifest(String json) throws IOException {
        ManifestCodec.decode(
                Envelopes.PLAIN,
                "snapshots/x",
                Envelope.wrap(ObjectType.SNAPSHOT, json.getBytes(StandardCharsets.UTF_8)));
    }

    private static void lists(Map<String, Case> cases) {
        ContentId id = ContentId.of(new byte[32]);
        cases.put("a list of no ids", () -> ListFormat.decode(id, new byte[12]));
        cases.put("a list of half an id", () -> ListFormat.decode(id, new byte[60]));
        cases.put("a list of too many ids", () -> ListFormat.decode(id, new byte[12 + 32 * 5000]));
        cases.put("a list of an impossible level", () -> list(id, (byte) 9, 100));
        cases.put("a list of a negative level", () -> list(id, (byte) -1, 100));
        cases.put("a list of a negative size", () -> list(id, (byte) 0, -1));
        cases.put("a list of no bytes", () -> list(id, (byte) 0, 0));
    }

    private static void list(ContentId id, byte level, long size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(12 + 32);
        bytes.put((byte) 'L').put((byte) 1).put(level).put((byte) 0).putLong(size);
        ListFormat.decode(id, bytes.array());
    }
}
