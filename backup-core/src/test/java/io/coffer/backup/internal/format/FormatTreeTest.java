package io.coffer.backup.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.Node;
import io.coffer.backup.UnsupportedFormatException;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.DataRange;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries of trees, as they should be and as they should not. */
class FormatTreeTest {
    private static final ContentReference TEN_BYTES = new ContentReference(10, 0, List.of(ContentId.of(new byte[32])));

    @Test
    void whatIsWrittenIsReadAndWrittenTheSame() throws IOException {
        for (long seed = 0; seed < 2000; seed++) {
            Node node = Nodes.random(new Random(seed));

            byte[] tree = Nodes.tree(node);
            Node read = Nodes.read(tree).get(0);

            try {
                Nodes.assertSame(read, node);
                assertThat(Nodes.tree(read)).isEqualTo(tree);
            } catch (AssertionError broken) {
                throw new AssertionError("with seed " + seed + ": " + broken.getMessage(), broken);
            }
        }
    }

    @Test
    void aFlippedBitGivesAnEntryOrDamageAndNothingElse() throws IOException {
        for (long seed = 0; seed < 30; seed++) {
            byte[] tree = Nodes.tree(Nodes.random(new Random(seed)));
            for (int bit = 0; bit < 8 * tree.length; bit++) {
                byte[] damaged = tree.clone();
                damaged[bit / 8] ^= (byte) (1 << bit % 8);
                try {
                    for (Node node : Nodes.read(damaged)) {
                        assertThat(node.name()).isNotNull();
                    }
                } catch (CorruptObjectException | UnsupportedFormatException refused) {
                    assertThat(refused).hasMessageContaining("the tree");
                }
            }
        }
    }

    @Test
    void aTreeCutShortWithinAnEntryIsDamaged() {
        byte[] tree = Nodes.tree(Nodes.random(new Random(1)));
        for (int length = 3; length < tree.length; length++) {
            byte[] part = Arrays.copyOf(tree, length);
            assertThatThrownBy(() -> Nodes.read(part)).isInstanceOf(CorruptObjectException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // Most differ a little from the tree of one entry {0: h'61', 1: 3, 8: [0, 0]}.
        "5401 a300416101030882001b, ends within an item",
        "5401 a3004161010308820000 a3004161010308820000, comes after",
        "5401 a3006161010308820000, expected major type 2",
        "5401 a3004161010308820000a0, without a name",
        "5401 a2004161010300, without a name",
        "5401 a300416108820000 0103, after key 8",
        "5401 a300416101180308820000, longer than it has to be",
        "5401 a30058016101030882000000, longer than it has to be",
        "5401 a3004161010b08820000, unknown type of entry 11",
        "5401 a4004161010308820000 1300, found key 19",
        "5401 b4, more than 19",
        "5401 bf, indefinite length",
        "5401 a3005affffffff, more than 4096",
        "5401 a3005bffffffffffffffff, more than 4096",
        "5401 a300412f010308820000, slash",
        "5401 a300422e2e010308820000, meaning of its own",
        "5401 a300410001030882 0000, zero byte",
        "5401 a30041610103088100, a time is two numbers",
        "5401 a30041610103088200 1a3b9aca00, impossible time",
        "5401 a30041610103 08821b7fffffffffffffff00, impossible time",
        "5401 a40041610103 03191000 08820000, impossible permission bits",
        "5401 a40041610103 0661ff 08820000, not UTF-8",
        "5401 a4004161010308820000 12f4, only true can stand",
        "5401 a4004161010308820000 10420000, cannot be one",
        "5401 a3004161010008820000, cannot be one",
        "5401 a3004161010208820000, cannot be one",
        "5401 a4004161010008820000 0e83000141, ends within an item",
        "5401 a4004161010008820000 0e8300014100, a reference of 1 bytes",
        "5401 a4004161010008820000 0e83000940, at level 9",
        "5401 a4004161010008820000 0e83010040, impossible reference",
        "5401 a5004161010008820000 0e83000040 0f8100, which are no pairs",
        "5401 a5004161010008820000 0e83000040 0f820000, impossible range",
        "5401 a5004161010008820000 0e83000040 0f9a00020001, more than 131072",
        "5401 a4004161010308820000 11a261624061614 0, not in its place",
        "5401 a4004161010308820000 11a2626161406162 40, not in its place",
        "5402, use a newer version",
        "5400, expected a tree",
        "4c01, expected a tree",
        "54, expected a tree",
    })
    void whatIsNoEntryIsRefused(String hex, String message) {
        byte[] tree = HexFormat.of().parseHex(hex.replace(" ", ""));

        assertThatThrownBy(() -> Nodes.read(tree)).hasMessageContaining(message);
    }

    @Test
    void extendedAttributesAreSortedByLengthFirst() throws IOException {
        Node node = Nodes.withExtended(Map.of("user.aa", new byte[0], "user.b", new byte[0]));

        String hex = HexFormat.of().formatHex(Nodes.tree(node));

        assertThat(hex.indexOf("66" + "757365722e62")).isPositive().isLessThan(hex.indexOf("67" + "757365722e6161"));
    }

    @Test
    void whatCannotBeReadIsNotWritten() {
        Map<String, byte[]> many = new TreeMap<>();
        for (int i = 0; i < 17; i++) {
            many.put("user." + i, new byte[1 << 20]);
        }
        List<DataRange> ranges = new ArrayList<>();
        for (int i = 0; i <= NodeLimits.MAX_RANGES; i++) {
            ranges.add(new DataRange(2L * i, 1));
        }
        ContentReference wide = new ContentReference(1, 0, Collections.nCopies(65, ContentId.of(new byte[32])));

        assertRefused(Nodes.withExtended(Map.of("user.x", new byte[(1 << 20) + 1])), "extended attribute");
        assertRefused(Nodes.withExtended(many), "extended attribute");
        assertRefused(Nodes.withExtended(Map.of("user.\ud800", new byte[1], "user.\ud801", new byte[1])), "not text");
        assertRefused(Nodes.file("x", TEN_BYTES, null, 11, false), "a file of 11 bytes with 10 of data");
        assertRefused(Nodes.file("x", null, null, 0, false), "cannot be one");
        assertRefused(Nodes.file("x", wide, null, 1, false), "65 ids");
        assertRefused(Nodes.file("x", TEN_BYTES, ranges, 1 << 20, true), "65537 ranges");
        assertRefused(Nodes.file("x", TEN_BYTES, List.of(new DataRange(0, 9)), 20, false), "9 bytes");
        assertRefused(Nodes.file("x", TEN_BYTES, List.of(new DataRange(15, 10)), 20, false), "up to 25");
        assertRefused(
                Nodes.file("x", TEN_BYTES, List.of(new DataRange(5, 5), new DataRange(9, 5)), 20, false), "range");
    }

    private static void assertRefused(Node node, String message) {
        assertThatThrownBy(() -> Nodes.tree(node))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anEmptyFileHasAnEmptyReference() throws IOException {
        byte[] tree = HexFormat.of().parseHex("5401" + "a4004161010008820000" + "0e83000040");

        assertThat(Nodes.read(tree).get(0).content()).isEqualTo(ContentReference.EMPTY);
        assertThat(Nodes.tree(Nodes.read(tree).get(0))).isEqualTo(tree);
    }

    @Test
    void aFileThatKeptChangingMayLackItsEnd() throws IOException {
        Node node = Nodes.file("x", TEN_BYTES, List.of(new DataRange(0, 20)), 5, true);

        Nodes.assertSame(Nodes.read(Nodes.tree(node)).get(0), node);
    }

    @Test
    void anOwnerThatIsNegativeIsNotWritten() {
        EntryAttributes attributes =
                new EntryAttributes(EntryType.FIFO, 0, 0, -2, 0, null, null, Instant.EPOCH, null, -1, -1, -1, 0);
        Node node = new Node(EntryName.of("x"), attributes, null, null, null, Map.of(), false);

        assertRefused(node, "negative");
    }
}
