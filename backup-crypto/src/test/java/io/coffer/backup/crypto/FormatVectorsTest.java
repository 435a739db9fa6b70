package io.coffer.backup.crypto;

import static io.coffer.backup.crypto.FixedKeyStorage.REPOSITORY;
import static io.coffer.backup.crypto.FixedKeyStorage.filled;
import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.RepositoryParameters;
import io.coffer.backup.internal.content.Chunker;
import io.coffer.backup.internal.content.ContentHash;
import io.coffer.backup.internal.content.ContentKeys;
import io.coffer.backup.internal.format.Config;
import io.coffer.backup.internal.format.Encoding;
import io.coffer.backup.internal.format.Envelope;
import io.coffer.backup.internal.format.Envelopes;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.IndexWriter;
import io.coffer.backup.internal.format.KeySlotCodec;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackDirectory;
import io.coffer.backup.internal.format.PackFormat;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.format.PackSeal;
import io.coffer.backup.internal.format.RetiredCodec;
import io.coffer.backup.internal.format.Sha256;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.spi.encryption.CipherSuite;
import io.coffer.backup.spi.encryption.DataKey;
import io.coffer.backup.spi.encryption.KeyPurpose;
import io.coffer.backup.spi.encryption.KeySlot;
import io.coffer.backup.spi.encryption.RepositoryCipher;
import io.coffer.backup.spi.encryption.RepositoryKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The test vectors of encryption in docs/FORMAT.md, in both directions but where sealing is random. */
class FormatVectorsTest {
    private static final byte[] HELLO_WORLD = "helloworld".getBytes(StandardCharsets.US_ASCII);
    private static final PackId NO_BYTES = new PackId(ContentId.of(Sha256.of(new byte[0])));

    private FormatVectors document;
    private Masters masters;
    private RepositoryCipher cipher;
    private Envelopes envelopes;

    @BeforeEach
    void readDocument() throws IOException {
        document = new FormatVectors();
        masters = new Masters(filled(1), new byte[][] {filled(2)});
        cipher = SealingCipher.of(masters, storage(3, 4));
        envelopes = Envelopes.of(cipher, REPOSITORY);
    }

    private FixedKeyStorage storage(int... values) {
        return new FixedKeyStorage(document.bytes("enc-config-digest"), values);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
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
        assertThat(document.all())
                .containsOnlyKeys(
                        "enc-keys",
                        "enc-ids",
                        "enc-gear",
                        "enc-cuts-small",
                        "enc-block",
                        "enc-block-to-public-key",
                        "enc-padding",
                        "enc-envelope",
                        "enc-pack",
                        "enc-pack-name",
                        "enc-index-payload",
                        "enc-index-name",
                        "enc-config-json",
                        "enc-config-digest",
                        "enc-slot-json",
                        "enc-slot-x25519-json",
                        "enc-link",
                        "enc-write-key");
    }

    @Test
    void keysAreDerivedFromTheSecrets() {
        KeyMaterial material = masters.derive(REPOSITORY);

        Map<String, String> keys = document.lines("enc-keys");
        assertThat(keys).hasSize(6);
        assertThat(hex(material.contentIdKey())).isEqualTo(keys.get("content-id"));
        assertThat(hex(material.chunkerSecret())).isEqualTo(keys.get("chunker"));
        assertThat(hex(material.sharedKey(0))).isEqualTo(keys.get("shared"));
        assertThat(hex(material.wrappingKey(KeyPurpose.DATA, 0))).isEqualTo(keys.get("private"));
        assertThat(hex(material.recipientKey(0))).isEqualTo(keys.get("recipient"));
        assertThat(hex(material.publicKey())).isEqualTo(keys.get("public"));
    }

    @Test
    void contentsHaveIdsWithAKeyAndAreCutWithASecret() {
        ContentKeys keys = ContentKeys.of(cipher, REPOSITORY);
        ContentHash hash = keys.newHash();
        Map<String, String> ids = document.lines("enc-ids");
        assertThat(hash.of(ObjectType.DATA_PACK, HELLO_WORLD, 0, 5)).hasToString(ids.get("data"));
        assertThat(hash.of(ObjectType.METADATA_PACK, HELLO_WORLD, 0, 5)).hasToString(ids.get("metadata"));

        document.lines("enc-gear").forEach((number, value) -> {
            byte[] seed = Arrays.copyOf(cipher.chunkerSecret(), 33);
            seed[32] = (byte) Integer.parseInt(number);
            assertThat(hex(Arrays.copyOf(Sha256.of(seed), 8))).isEqualTo(value);
        });

        ByteBuffer stream = ByteBuffer.allocate(65_536);
        for (long i = 0; stream.hasRemaining(); i++) {
            stream.put(Sha256.of(ByteBuffer.allocate(8).putLong(i).array()));
        }
        Chunker chunker = Chunker.forData(keys, new RepositoryParameters(1024, 4096, 16_384, 1024, 1024, 65_536, 3));
        List<String> ends = new ArrayList<>();
        for (int at = 0; at < stream.capacity(); ) {
            at += chunker.cut(stream.array(), at, stream.capacity() - at);
            ends.add(String.valueOf(at));
        }
        assertThat(String.join(" ", ends)).isEqualTo(document.text("enc-cuts-small"));
    }

    @Test
    void aDataKeyIsWrapped() throws Exception {
        assertThat(cipher.newKey(KeyPurpose.DATA).block()).isEqualTo(document.bytes("enc-block"));
        assertIsDataKey(cipher.openKey(KeyPurpose.DATA, document.bytes("enc-block")));
    }

    @Test
    void aDataKeyIsSealedToThePublicKey() throws Exception {
        assertIsDataKey(cipher.openKey(KeyPurpose.SNAPSHOT, document.bytes("enc-block-to-public-key")));
    }

    /** It opens what the key of the document has sealed: the payload of an envelope, which is one piece. */
    private void assertIsDataKey(DataKey key) throws Exception {
        byte[] sealed = new byte[5 + DataKey.TAG_LENGTH];
        Aead aead = new Aead(CipherSuite.AES_256_GCM);
        aead.seal(aead.key(filled(3)), Aead.nonce(7, 0, true), new byte[] {1}, HELLO_WORLD, 5, sealed);
        ByteBuffer opened = ByteBuffer.allocate(5);
        key.open(7, new byte[] {1}, ByteBuffer.wrap(sealed), opened);
        assertThat(opened.array()).isEqualTo(Arrays.copyOf(HELLO_WORLD, 5));
    }

    @Test
    void lengthsBecomeFew() {
        document.lines("enc-padding")
                .forEach((length, padded) -> assertThat(PackSeal.sealedLength(Integer.parseInt(length)))
                        .as(length)
                        .isEqualTo((int) DataKey.sealedLength(Long.parseLong(padded))));
    }

    @Test
    void theEnvelopeHoldsARetiredListOfOnePack() throws IOException {
        byte[] envelope = document.bytes("enc-envelope");

        assertThat(RetiredCodec.encode(envelopes, "retired/1", List.of(NO_BYTES)))
                .isEqualTo(envelope);
        assertThat(RetiredCodec.decode(envelopes, "retired/1", envelope)).containsExactly(NO_BYTES);
    }

    private PackDirectory directory() {
        ContentHash hash = ContentKeys.of(cipher, REPOSITORY).newHash();
        int first = PackFormat.firstSegment(cipher.keyBlockLength());
        return new PackDirectory(List.of(new PackDirectory.Segment(
                first,
                PackSeal.sealedLength(10),
                10,
                Encoding.STORED,
                List.of(
                        new PackDirectory.Blob(hash.of(ObjectType.DATA_PACK, HELLO_WORLD, 0, 5), 5),
                        new PackDirectory.Blob(hash.of(ObjectType.DATA_PACK, HELLO_WORLD, 5, 5), 5)))));
    }

    @Test
    void thePackHoldsOneSegment() throws IOException {
        PackSeal seal = PackSeal.create(cipher, REPOSITORY, ObjectType.DATA_PACK);
        ByteBuffer out = ByteBuffer.allocate(1024);
        PackFormat.writeStart(out, ObjectType.DATA_PACK, seal.keyBlock(), count(0));
        int start = out.position();
        out.position(start + PackSeal.headroom(10)).put(HELLO_WORLD).position(start + PackSeal.sealedLength(10));
        seal.sealSegment(out, start, 10, start);
        PackFormat.writeEnd(out, directory(), seal);

        byte[] pack = document.bytes("enc-pack");
        String name = document.text("enc-pack-name");
        assertThat(Arrays.copyOf(out.array(), out.position())).isEqualTo(pack);
        assertThat(new PackId(ContentId.of(Sha256.of(pack))).objectName()).isEqualTo(name);
        readPack(name, pack);
    }

    private void readPack(String name, byte[] pack) throws IOException {
        PackFormat.Start start = PackFormat.readStart(name, ByteBuffer.wrap(pack), cipher.keyBlockLength());
        assertThat(start.type()).isEqualTo(ObjectType.DATA_PACK);
        PackSeal seal = PackSeal.open(cipher, REPOSITORY, name, start.type(), start.keyBlock());
        int trailer = pack.length - PackFormat.TRAILER_LENGTH;
        int length = PackFormat.readTrailer(
                name, pack.length, ByteBuffer.wrap(pack).position(trailer).slice());
        ByteBuffer end =
                ByteBuffer.wrap(pack.clone()).position(trailer - length).slice();
        PackDirectory found = PackFormat.readDirectory(name, pack.length, end, cipher.keyBlockLength(), seal);
        assertThat(found).isEqualTo(directory());
        PackDirectory.Segment segment = found.segments().get(0);
        byte[] stored = Arrays.copyOfRange(pack, segment.offset(), segment.offset() + segment.storedLength());
        ByteBuffer opened = seal.openSegment(name, stored, stored.length, segment.offset());
        assertThat(opened).isEqualTo(ByteBuffer.wrap(HELLO_WORLD));
    }

    @Test
    void theIndexHasTheKeyBlockOfThatPack() throws IOException {
        PackId pack = PackId.ofObject(document.text("enc-pack-name"));
        var entry = new IndexWriter.PackEntry(
                pack,
                document.bytes("enc-pack").length,
                ObjectType.DATA_PACK,
                directory(),
                document.bytes("enc-block"));

        byte[] payload = IndexWriter.encode(count(16), List.of(entry), List.of(NO_BYTES));
        byte[] object = envelopes.wrap(ObjectType.INDEX, "", payload);

        assertThat(payload).isEqualTo(document.bytes("enc-index-payload"));
        assertThat("index/" + hex(Sha256.of(object))).isEqualTo(document.text("enc-index-name"));
        IndexTable table =
                new IndexTable("index", envelopes.unwrap("index", ObjectType.INDEX, "", ByteBuffer.wrap(object)));
        assertThat(table.keyBlock(0)).isEqualTo(document.bytes("enc-block"));
        assertThat(table.segment(0)).isEqualTo(new IndexTable.Segment(0, 116, 30, 10, Encoding.STORED));
    }

    @Test
    void theConfigSaysThatTheRepositoryIsEncrypted() throws IOException {
        Config config = new Config(
                REPOSITORY,
                Instant.parse("2026-01-31T12:00:00Z"),
                new RepositoryParameters(256 << 10, 1 << 20, 4 << 20, 2 << 20, 512 << 10, 16 << 20, 3),
                CipherSuite.AES_256_GCM);

        byte[] object = config.encode();

        assertThat(object).isEqualTo(Envelope.wrap(ObjectType.CONFIG, document.ascii("enc-config-json")));
        assertThat(Sha256.of(object)).isEqualTo(document.bytes("enc-config-digest"));
        assertThat(Config.decode(object)).isEqualTo(config);
    }

    private KeySlot slot(String vector) throws IOException {
        return KeySlotCodec.decode(REPOSITORY, "keys/any", Envelope.wrap(ObjectType.KEY, document.ascii(vector)));
    }

    @Test
    void aSlotIsMadeForAKeyFileAndOpenedWithIt() throws Exception {
        try (FileKey key = new FileKey(filled(5))) {
            KeySlot made = key.newSlot(storage(0, 6), masters, "office");

            assertThat(KeySlotCodec.encode(REPOSITORY, made))
                    .isEqualTo(Envelope.wrap(ObjectType.KEY, document.ascii("enc-slot-json")));
            assertOpens(key, slot("enc-slot-json"));
        }
    }

    @Test
    void aSlotForAPublicKeyIsOpenedWithThePrivateKey() throws Exception {
        try (RepositoryKey key = PairKey.ofPrivate(filled(9))) {
            assertOpens(key, slot("enc-slot-x25519-json"));
        }
    }

    private void assertOpens(RepositoryKey key, KeySlot slot) throws Exception {
        FixedKeyStorage storage = storage(0);
        storage.put(slot);
        try (RepositoryCipher opened = key.open(storage)) {
            assertIsDataKey(opened.openKey(KeyPurpose.DATA, document.bytes("enc-block")));
            assertThat(opened.chunkerSecret()).isEqualTo(cipher.chunkerSecret());
        }
    }

    @Test
    void aGenerationLeadsToTheOneBefore() throws Exception {
        Aead aead = new Aead(CipherSuite.AES_256_GCM);

        KeySlot link = Generations.link(aead, REPOSITORY, 1, filled(7), filled(2), Instant.EPOCH);

        assertThat(link.id()).isEqualTo("generation-00000001");
        assertThat(link.kind()).isEqualTo("generation");
        assertThat(SlotParameters.bytes(link, "key")).isEqualTo(document.bytes("enc-link"));
        assertThat(Generations.follow(aead, REPOSITORY, 1, filled(7), List.of(link))[0])
                .isEqualTo(filled(2));
    }

    @Test
    void theWriteKeyStoresAndReadsWhatWritersShare() throws Exception {
        String text = document.text("enc-write-key");
        assertThat(new String(cipher.keys().writeKey(), StandardCharsets.US_ASCII))
                .isEqualTo(text + "\n");
        try (RepositoryKey key = Keys.writeKey(document.ascii("enc-write-key"));
                RepositoryCipher writer = key.open(storage(3))) {
            assertThat(RetiredCodec.decode(
                            Envelopes.of(writer, REPOSITORY), "retired/1", document.bytes("enc-envelope")))
                    .containsExactly(NO_BYTES);
            byte[] block = writer.newKey(KeyPurpose.SNAPSHOT).block();
            assertThat(Arrays.copyOf(block, 8)).isEqualTo(Arrays.copyOf(document.bytes("enc-block-to-public-key"), 8));
            assertIsDataKey(cipher.openKey(KeyPurpose.SNAPSHOT, block));
        }
    }
}
