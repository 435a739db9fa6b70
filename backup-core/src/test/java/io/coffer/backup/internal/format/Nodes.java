package io.coffer.backup.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Node;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.DataRange;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Entries of trees for tests. */
final class Nodes {
    private Nodes() {}

    static byte[] tree(Node... nodes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(TreeEncoder.head());
        TreeEncoder encoder = new TreeEncoder();
        for (Node node : nodes) {
            int length = encoder.encode(node);
            bytes.write(encoder.array(), 0, length);
        }
        return bytes.toByteArray();
    }

    static List<Node> read(byte[] tree) throws IOException {
        List<Node> nodes = new ArrayList<>();
        try (TreeDecoder decoder = new TreeDecoder("the tree", new ByteArrayInputStream(tree))) {
            for (Node node = decoder.next(); node != null; node = decoder.next()) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    /** Records compare arrays by identity. */
    static void assertSame(Node actual, Node expected) {
        assertThat(actual).isNotNull();
        assertThat(actual.name()).isEqualTo(expected.name());
        assertThat(actual.attributes()).isEqualTo(expected.attributes());
        assertThat(actual.content()).isEqualTo(expected.content());
        assertThat(actual.dataRanges()).isEqualTo(expected.dataRanges());
        assertThat(actual.linkTarget()).isEqualTo(expected.linkTarget());
        assertThat(actual.extendedAttributes().keySet())
                .isEqualTo(expected.extendedAttributes().keySet());
        expected.extendedAttributes()
                .forEach((name, value) ->
                        assertThat(actual.extendedAttributes().get(name)).isEqualTo(value));
        assertThat(actual.changing()).isEqualTo(expected.changing());
    }

    static Node file(String name, ContentReference content, List<DataRange> ranges, long size, boolean changing) {
        EntryAttributes attributes = EntryAttributes.of(EntryType.FILE, size, Instant.EPOCH);
        return new Node(EntryName.of(name), attributes, content, ranges, null, Map.of(), changing);
    }

    static Node withExtended(Map<String, byte[]> extended) {
        EntryAttributes attributes = EntryAttributes.of(EntryType.FIFO, 0, Instant.EPOCH);
        return new Node(EntryName.of("x"), attributes, null, null, null, extended, false);
    }

    static ContentReference reference(Random random, long size) {
        int count = size == 0 ? 0 : 1 + random.nextInt(NodeLimits.MAX_INLINE_IDS);
        List<ContentId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] id = new byte[ContentId.LENGTH];
            random.nextBytes(id);
            ids.add(ContentId.of(id));
        }
        return new ContentReference(size, size == 0 ? 0 : random.nextInt(9), ids);
    }

    /** An entry of any type, with some things known and others not. */
    static Node random(Random random) {
        EntryType type = EntryType.values()[random.nextInt(EntryType.values().length)];
        long size = type == EntryType.FILE ? random.nextLong() >>> (1 + random.nextInt(63)) : 0;
        EntryAttributes attributes = new EntryAttributes(
                type,
                size,
                random.nextInt(07777 + 2) - 1,
                random.nextLong(1L << 32) - 1,
                random.nextLong(300) - 1,
                random.nextBoolean() ? null : "ow\u00f1er" + random.nextInt(),
                random.nextBoolean() ? null : "",
                Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
                random.nextBoolean() ? null : Instant.ofEpochSecond(random.nextLong(1L << 40), 0),
                random.nextLong(),
                random.nextInt(),
                random.nextInt(5) - 1,
                random.nextInt(3) - 1);
        boolean sparse = type == EntryType.FILE && size > 1000 && random.nextBoolean();
        List<DataRange> ranges = sparse ? List.of(new DataRange(0, 10), new DataRange(500, size - 500)) : null;
        ContentReference content = switch (type) {
            case FILE -> reference(random, sparse ? size - 490 : size);
            case DIRECTORY -> reference(random, 2 + random.nextInt(100));
            default -> null;
        };
        byte[] target = type == EntryType.SYMLINK ? bytes(random, 1 + random.nextInt(300)) : null;
        Map<String, byte[]> extended = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            extended.put("user." + "\ud83d\ude00\uffee\u00e9a".substring(random.nextInt(3) * 2), bytes(random, i));
        }
        byte[] name = bytes(random, 1 + random.nextInt(255));
        for (int i = 0; i < name.length; i++) {
            name[i] = name[i] == 0 || name[i] == '/' || name[i] == '.' ? (byte) 0xff : name[i];
        }
        return new Node(EntryName.of(name), attributes, content, ranges, target, extended, random.nextBoolean());
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
