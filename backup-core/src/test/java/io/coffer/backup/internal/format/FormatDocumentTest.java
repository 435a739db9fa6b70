package io.coffer.backup.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Node;
import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.internal.content.Chunker;
import io.coffer.backup.internal.content.ContentKeys;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.DataRange;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The test vectors of docs/FORMAT.md, in both directions. */
class FormatDocumentTest {
    /** The parameters of the repository that is the example of the document. */
    private static final RepositoryParameters EXAMPLE =
            new RepositoryParameters(256 << 10, 1 << 20, 4 << 20, 2 << 20, 512 << 10, 16 << 20, 3);

    private FormatDocument document;

    @BeforeEach
    void readDocument() throws IOException {
        document = new FormatDocument();
    }

    private static ContentId idOf(String text) {
        return ContentId.of(Sha256.of(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static byte[] count(int from) {
        byte[] bytes = new byte[16];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }

    @Test
    void eachVectorIsChecked() {
        // Those of encryption are checked where the keys are: by FormatVectorsTest in backup-crypto.
        assertThat(document.vectors().keySet())
                .filteredOn(name -> !name.startsWith("enc-"))
                .containsExactlyInAnyOrder(
                        "envelope",
                        "config-json",
                        "config-end",
                        "tree",
                        "tree-id",
                        "list",
                        "gear",
                        "cuts-small",
                        "cuts-trees",
                        "cuts-data",
                        "pack",
                        "pack-name",
                        "parity",
                        "index",
                        "index-name");
    }

    @Test
    void theEnvelopeHoldsARetiredListOfOnePack() throws IOException {
        PackId pack = new PackId(idOf(""));

        assertThat(RetiredCodec.encode(Envelopes.PLAIN, "retired/1", List.of(pack)))
                .isEqualTo(document.bytes("envelope"));
        assertThat(RetiredCodec.decode(Envelopes.PLAIN, "retired/1", document.bytes("envelope")))
                .containsExactly(pack);
    }

    @Test
    void theConfigIsThatOfTheExample() throws IOException {
        byte[] json = document.text("config-json").getBytes(StandardCharsets.UTF_8);
        Config config = new Config(
                UUID.fromString("00010203-0405-0607-0809-0a0b0c0d0e0f"),
                Instant.parse("2026-01-31T12:00:00Z"),
                EXAMPLE,
                null);

        byte[] object = config.encode();

        assertThat(object).isEqualTo(Envelope.wrap(ObjectType.CONFIG, json));
        assertThat(Arrays.copyOfRange(object, object.length - 32, object.length))
                .isEqualTo(document.bytes("config-end"));
        assertThat(Config.decode(object)).isEqualTo(config);
    }

    @Test
    void theTreeHasASparseFileAndALink() throws IOException {
        byte[] tree = document.bytes("tree");
        byte[] name = {'c', 'a', 'f', (byte) 0xe9};
        Node file = new Node(
                EntryName.of(name),
                new EntryAttributes(
                        EntryType.FILE,
                        4106,
                        0644,
                        1000,
                        100,
                        "anna",
                        "users",
                        Instant.ofEpochSecond(1769860800, 123456789),
                        Instant.ofEpochSecond(1769860801),
                        4711,
                        2049,
                        1,
                        0),
                new ContentReference(10, 0, List.of(idOf("helloworld"))),
                List.of(new DataRange(0, 5), new DataRange(4101, 5)),
                null,
                Map.of("user.aa", new byte[0], "user.b", new byte[] {1}),
                false);
        EntryAttributes unknown = new EntryAttributes(
                EntryType.SYMLINK,
                0,
                EntryAttributes.UNKNOWN,
                EntryAttributes.UNKNOWN,
                EntryAttributes.UNKNOWN,
                null,
                null,
                Instant.ofEpochSecond(-1, 999_999_999),
                null,
                EntryAttributes.UNKNOWN,
                EntryAttributes.UNKNOWN,
                EntryAttributes.UNKNOWN,
                0);
        Node link = new Node(EntryName.of("link"), unknown, null, null, name, Map.of(), false);

        assertThat(Nodes.tree(file, link)).isEqualTo(tree);
        assertThat(ContentKeys.NONE.newHash().of(ObjectType.METADATA_PACK, tree, 0, tree.length))
                .hasToString(document.text("tree-id"));
        try (TreeDecoder decoder = new TreeDecoder("a tree", new ByteArrayInputStream(tree))) {
            Nodes.assertSame(decoder.next(), file);
            Nodes.assertSame(decoder.next(), link);
            assertThat(decoder.next()).isNull();
        }
    }

    @Test
    void theListNamesTwoChunks() throws IOException {
        ContentReference reference = new ContentReference(10, 0, List.of(idOf("hello"), idOf("world")));

        assertThat(ListFormat.encode(10, 0, reference.ids())).isEqualTo(document.bytes("list"));
        assertThat(ListFormat.decode(idOf("any"), document.bytes("list"))).isEqualTo(reference);
    }

    @Test
    void theGearTableComesFromItsSeed() {
        for (String line : document.text("gear").split("\n")) {
            int number = Integer.parseInt(line.substring(0, line.indexOf(' ')));
            byte[] seed = "coffer gear?".getBytes(StandardCharsets.US_ASCII);
            seed[11] = (byte) number;
            assertThat(HexFormat.of().formatHex(Sha256.of(seed), 0, 8))
                    .isEqualTo(line.substring(line.indexOf(' ') + 1));
        }
    }

    @Test
    void chunksEndWhereTheDocumentSays() {
        byte[] stream = stream(4 << 20);
        RepositoryParameters small = new RepositoryParameters(1024, 4096, 16_384, 1024, 1024, 65_536, 3);

        assertThat(cuts(Chunker.forData(ContentKeys.NONE, small), stream, 65_536))
                .isEqualTo(document.text("cuts-small"));
        assertThat(cuts(Chunker.forTrees(ContentKeys.NONE, EXAMPLE), stream, 2 << 20))
                .isEqualTo(document.text("cuts-trees"));
        assertThat(cuts(Chunker.forData(ContentKeys.NONE, EXAMPLE), stream, 4 << 20))
                .isEqualTo(document.text("cuts-data"));
    }

    private static byte[] stream(int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (long i = 0; bytes.hasRemaining(); i++) {
            bytes.put(Sha256.of(ByteBuffer.allocate(8).putLong(i).array()));
        }
        return bytes.array();
    }

    private static String cuts(Chunker chunker, byte[] bytes, int length) {
        List<String> ends = new ArrayList<>();
        for (int at = 0; at < length; ) {
            at += chunker.cut(bytes, at, length - at);
            ends.add(String.valueOf(at));
        }
        return String.join(" ", ends);
    }

    private static PackDirectory directory() {
        return new PackDirectory(List.of(new PackDirectory.Segment(
                PackFormat.FIRST_SEGMENT,
                10,
                10,
                Encoding.STORED,
                List.of(new PackDirectory.Blob(idOf("hello"), 5), new PackDirectory.Blob(idOf("world"), 5)))));
    }

    @Test
    void theParityIsOfThePack() throws IOException {
        byte[] pack = document.bytes("pack");
        PackId id = PackId.ofObject(document.text("pack-name"));
        ParityEncoder encoder = new ParityEncoder(ParityLayout.of(pack.length, 20));
        encoder.update(pack, 0, pack.length);
        ByteBuffer object = ByteBuffer.allocate(1024);
        encoder.finish(id).forEach(object::put);

        assertThat(Arrays.copyOf(object.array(), object.position())).isEqualTo(document.bytes("parity"));
        Parity.decode(id.parityName(), document.bytes("parity")).verify();
    }

    @Test
    void thePackHoldsOneSegment() throws IOException {
        byte[] pack = document.bytes("pack");
        String name = document.text("pack-name");
        ByteBuffer out = ByteBuffer.allocate(1024);
        PackFormat.writeStart(out, ObjectType.DATA_PACK, new byte[0], count(0));
        out.put("helloworld".getBytes(StandardCharsets.US_ASCII));
        PackFormat.writeEnd(out, directory(), null);

        assertThat(Arrays.copyOf(out.array(), out.position())).isEqualTo(pack);
        assertThat(new PackId(ContentId.of(Sha256.of(pack))).objectName()).isEqualTo(name);
        assertThat(PackFormat.readStart(name, ByteBuffer.wrap(pack), 0).type()).isEqualTo(ObjectType.DATA_PACK);
        int trailer = pack.length - PackFormat.TRAILER_LENGTH;
        int length = PackFormat.readTrailer(
                name, pack.length, ByteBuffer.wrap(pack).position(trailer).slice());
        ByteBuffer end = ByteBuffer.wrap(pack).position(trailer - length).slice();
        assertThat(PackFormat.readDirectory(name, pack.length, end, 0, null)).isEqualTo(directory());
    }

    @Test
    void theIndexNamesThatPackAndARemovedOne() throws IOException {
        PackId pack = PackId.ofObject(document.text("pack-name"));
        PackId removed = new PackId(idOf(""));
        byte[] object = document.bytes("index");
        String name = document.text("index-name");
        var entry = new IndexWriter.PackEntry(
                pack, document.bytes("pack").length, ObjectType.DATA_PACK, directory(), new byte[0]);

        byte[] payload = IndexWriter.encode(count(16), List.of(entry), List.of(removed));

        assertThat(Envelope.wrap(ObjectType.INDEX, payload)).isEqualTo(object);
        assertThat("index/" + HexFormat.of().formatHex(Sha256.of(object))).isEqualTo(name);
        IndexTable table = new IndexTable(name, Envelope.unwrap(name, ObjectType.INDEX, ByteBuffer.wrap(object)));
        assertThat(table.allPacks())
                .containsExactly(new IndexTable.Pack(pack, entry.length(), ObjectType.DATA_PACK, 0, 1));
        assertThat(table.removed(0)).isEqualTo(removed);
        assertThat(table.segment(0)).isEqualTo(new IndexTable.Segment(0, 28, 10, 10, Encoding.STORED));
        IndexTable.Entry world = table.entry(table.lowerBound(idOf("world")));
        assertThat(world).isEqualTo(new IndexTable.Entry(idOf("world"), 0, 5, 5));
    }

    @Test
    void mergedIndexObjectsHaveWhatEachOfThemHas() throws IOException {
        String name = document.text("index-name");
        ByteBuffer payload = Envelope.unwrap(name, ObjectType.INDEX, ByteBuffer.wrap(document.bytes("index")));
        IndexTable one = new IndexTable(name, payload);
        IndexTable other = new IndexTable("other", ByteBuffer.wrap(IndexWriter.encode(count(1), List.of(), List.of())));
        ByteArrayOutputStream merged = new ByteArrayOutputStream();

        IndexMerge.write(List.of(other, one), count(16), java.nio.channels.Channels.newChannel(merged));

        assertThat(merged.toByteArray()).isEqualTo(document.bytes("index"));
    }
}
