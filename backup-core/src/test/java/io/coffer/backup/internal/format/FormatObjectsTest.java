package io.coffer.backup.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.BackupStatistics;
import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.Manifest;
import io.coffer.backup.Problem;
import io.coffer.backup.UnsupportedFormatException;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Envelopes, JSON, lists, packs and index tables, as they should be and as they should not. */
class FormatObjectsTest {
    private static final String NAME = "retired/one";

    private static byte[] seal(byte[] envelope) {
        byte[] digest = Sha256.of(Arrays.copyOf(envelope, envelope.length - 32));
        System.arraycopy(digest, 0, envelope, envelope.length - 32, 32);
        return envelope;
    }

    private static ContentId id(long seed) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return ContentId.of(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, false, it starts with",
        "4, 1, false, its type is",
        "5, 3, true, has format version 2",
        "5, 1, false, impossible: version 0",
        "6, 1, true, asks for features 1",
        "6, 128, true, asks for features 10000000",
        "7, 1, false, impossible: version 1",
    })
    void aHeaderIsRefusedForWhatIsWrongWithIt(int at, int change, boolean newer, String message) {
        byte[] object = Envelope.wrap(ObjectType.RETIRED, new byte[4]);
        object[at] ^= (byte) change;

        assertThatThrownBy(() -> RetiredCodec.decode(Envelopes.PLAIN, NAME, seal(object)))
                .isInstanceOf(newer ? UnsupportedFormatException.class : CorruptObjectException.class)
                .hasMessageContaining(NAME)
                .hasMessageContaining(message);
    }

    @Test
    void nothingIsBelievedBeforeTheChecksumFits() {
        for (int at = 0; at < 44; at++) {
            byte[] object = Envelope.wrap(ObjectType.RETIRED, new byte[4]);
            object[at] ^= 2;
            assertThatThrownBy(() -> RetiredCodec.decode(Envelopes.PLAIN, NAME, object))
                    .isInstanceOf(CorruptObjectException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 39})
    void anObjectTooShortForAnEnvelopeIsDamaged(int length) {
        byte[] object = Arrays.copyOf(Envelope.wrap(ObjectType.RETIRED, new byte[4]), length);

        assertThatThrownBy(() -> RetiredCodec.decode(Envelopes.PLAIN, NAME, object))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("it has " + length + " bytes");
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "1, 0", "1, 31", "0, 1", "2147483647, 32"})
    void aRetiredListMustHaveAsManyPacksAsItSays(int count, int bytes) {
        byte[] payload = ByteBuffer.allocate(4 + bytes).putInt(count).array();

        assertThatThrownBy(() -> RetiredCodec.decode(Envelopes.PLAIN, NAME, Envelope.wrap(ObjectType.RETIRED, payload)))
                .isInstanceOf(CorruptObjectException.class);
    }

    private static byte[] config(String json) {
        return Envelope.wrap(ObjectType.CONFIG, json.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | it does not hold a JSON object",
                "'' | it does not hold a JSON object",
                "{ | cannot be read",
                "{} {} | more than one JSON value",
                "{} x | cannot be read",
                "{\"a\":1,\"a\":1} | Duplicate field",
                "{\"a\":99999999999999999999} | cannot be read",
                "{} | \"format\" is missing",
                "{\"format\":null} | \"format\" is missing",
                "{\"format\":\"1\"} | \"format\" is of another type",
                "{\"format\":1.0} | \"format\" is of another type",
                "{\"format\":2} | needs format \"2\"",
                "{\"format\":1,\"features\":[1]} | something other than text",
                "{\"format\":1,\"features\":[\"x\"]} | needs feature \"x\"",
                "{\"\u00ff\":1} | its JSON is not UTF-8",
            })
    void aConfigThatCannotBeReadIsRefused(String json, String message) {
        assertThatThrownBy(() -> Config.decode(config(json)))
                .isInstanceOfAny(CorruptObjectException.class, UnsupportedFormatException.class)
                .hasMessageContaining(message);
    }

    @Test
    void jsonThatIsNestedTooDeepIsDamaged() {
        String json = "{\"a\":" + "[".repeat(900) + "]".repeat(900) + "}";

        assertThatThrownBy(() -> Config.decode(config(json)))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("nested more than 32 deep");
    }

    private static Manifest manifest(Random random, int tags) {
        TreeSet<String> words = new TreeSet<>();
        for (int i = 0; i < tags; i++) {
            words.add("t\u00e4g " + i);
        }
        return new Manifest(
                Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1000L),
                "h\"ost",
                "\ud83d\ude00",
                "program",
                List.of(new Manifest.SourceInfo("a", "/a"), new Manifest.SourceInfo("b", "\u0000\n")),
                words,
                Nodes.reference(random, 5),
                random.nextBoolean() ? null : id(1).toString(),
                List.of(new Problem(Problem.Kind.NOT_KEPT, "", "m"), new Problem(Problem.Kind.CHANGING, "p", "")),
                new BackupStatistics(1, 2, 3, Long.MAX_VALUE, 5, 6, 7, 8, 9, 10, Duration.ofMillis(11)));
    }

    @Test
    void aManifestIsReadAsItWasWritten() throws IOException {
        for (long seed = 0; seed < 100; seed++) {
            Manifest manifest = manifest(new Random(seed), 3);

            assertThat(ManifestCodec.decode(
                            Envelopes.PLAIN, "snapshots/x", ManifestCodec.encode(Envelopes.PLAIN, manifest)))
                    .as("with seed " + seed)
                    .isEqualTo(manifest);
        }
    }

    @Test
    void aManifestThatCouldNotBeReadIsNotWritten() {
        Manifest large = manifest(new Random(1), 2_000_000);

        assertThatThrownBy(() -> ManifestCodec.encode(Envelopes.PLAIN, large))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 16777216");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"kind\":\"CHANGING\"', '\"kind\":\"WORSE\"'",
        "'\"level\":', '\"level\":9'",
        "'\"time\":\"', '\"time\":\"x'",
        "'\"ids\":[\"', '\"ids\":[\"x'",
        "'\"host\":', '\"h\":'",
    })
    void aManifestOfOtherWordsIsDamaged(String found, String replacement) {
        byte[] object = ManifestCodec.encode(Envelopes.PLAIN, manifest(new Random(2), 1));
        String json = new String(object, 8, object.length - 40, StandardCharsets.UTF_8);
        byte[] changed = Envelope.wrap(
                ObjectType.SNAPSHOT, json.replace(found, replacement).getBytes(StandardCharsets.UTF_8));

        assertThat(json).contains(found);
        assertThatThrownBy(() -> ManifestCodec.decode(Envelopes.PLAIN, "snapshots/x", changed))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("snapshots/x");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, false",
        "1, 3, true",
        "1, 1, false",
        "2, 16, false",
        "2, 128, false",
        "3, 1, false",
        "4, 128, false"
    })
    void aListIsRefusedForWhatIsWrongWithIt(int at, int change, boolean newer) {
        byte[] list = ListFormat.encode(5, 0, List.of(id(1)));
        list[at] ^= (byte) change;

        assertThatThrownBy(() -> ListFormat.decode(id(9), list))
                .isInstanceOf(newer ? UnsupportedFormatException.class : CorruptObjectException.class)
                .hasMessageContaining("list " + id(9));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11, 12, 43, 45, 12 + 4097 * 32})
    void aListOfAnotherLengthIsDamaged(int length) {
        byte[] list = Arrays.copyOf(ListFormat.encode(5, 0, Collections.nCopies(4096, id(1))), length);

        assertThatThrownBy(() -> ListFormat.decode(id(9), list)).isInstanceOf(CorruptObjectException.class);
    }

    @Test
    void aListIsCutWhereAnIdSaysSo() {
        byte[] zeros = new byte[32];
        byte[] one = new byte[32];
        one[7] = 1;
        byte[] upper = new byte[32];
        upper[6] = 4;

        assertThat(ListFormat.endsAfter(255, ContentId.of(zeros))).isFalse();
        assertThat(ListFormat.endsAfter(256, ContentId.of(zeros))).isTrue();
        assertThat(ListFormat.endsAfter(256, ContentId.of(upper))).isTrue();
        assertThat(ListFormat.endsAfter(4095, ContentId.of(one))).isFalse();
        assertThat(ListFormat.endsAfter(4096, ContentId.of(one))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2, its directory",
        "0, -1, its directory has -1 segments",
        "4, 11, a segment claims",
        "8, 0, a segment claims",
        "8, 33554433, a segment claims",
        "12, 1, a segment claims",
        "12, 2, unknown encoding 2",
        "16, 0, a segment has 0 blobs",
        "16, 100, a segment has 100 blobs",
        "16, 1, blobs of 5 bytes are in a segment of 10",
        "52, 0, a blob has 0 bytes",
        "52, 6, blobs of 11 bytes",
    })
    void aDirectoryIsRefusedForWhatIsWrongWithIt(int at, int value, String message) throws IOException {
        ByteBuffer directory = ByteBuffer.allocate(200);
        new PackDirectory(List.of(new PackDirectory.Segment(
                        28,
                        10,
                        10,
                        Encoding.STORED,
                        List.of(new PackDirectory.Blob(id(1), 5), new PackDirectory.Blob(id(2), 5)))))
                .write(directory);
        directory.flip().putInt(at, value);

        assertThatThrownBy(() -> PackDirectory.read("packs/x", directory, 28, 38, false))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aPackOfMoreThanAGigabyteIsNotRead() {
        ByteBuffer trailer =
                ByteBuffer.allocate(PackFormat.TRAILER_LENGTH).putInt(0, 4).putInt(36, Header.MAGIC);

        assertThatThrownBy(() -> PackFormat.readTrailer("packs/x", (1L << 30) + 1, trailer))
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("more than 1073741824");
    }

    @ParameterizedTest
    @CsvSource({"16, 2", "20, 1", "24, 1000000000", "28, -1", "28, 2147483647"})
    void anIndexWhoseTablesDoNotFillItIsDamaged(int at, int value) {
        byte[] payload = IndexWriter.encode(new byte[16], List.of(), List.of(new PackId(id(1)), new PackId(id(2))));
        ByteBuffer.wrap(payload).putInt(at, value);

        assertThatThrownBy(() -> new IndexTable("index/x", ByteBuffer.wrap(payload)))
                .isInstanceOf(CorruptObjectException.class);
    }

    @Test
    void aReferenceHasALimitOfLevels() {
        assertThatThrownBy(() -> new ContentReference(1, 9, List.of(id(1))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
