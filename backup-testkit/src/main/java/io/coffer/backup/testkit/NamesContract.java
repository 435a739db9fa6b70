package io.coffer.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.PutCondition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which names a store takes. */
abstract class NamesContract extends ListingContract {
    private static final String ALLOWED = "abcdefghijklmnopqrstuvwxyz0123456789._-";

    /** Every allowed character stands for itself, at the start, inside and at the end of a segment. */
    @Test
    protected void allAllowedCharactersAreKept() throws Exception {
        List<String> names =
                new ArrayList<>(List.of(ALLOWED, "dots/a..b", "dots/...", "dots/..a", "dots/.a", "-", "_", "0"));
        for (char c : ALLOWED.toCharArray()) {
            names.add("c/" + c + "x/x" + c + "x/x" + c);
        }
        for (int i = 0; i < names.size(); i++) {
            put(names.get(i), bytes(i));
        }
        for (int i = 0; i < names.size(); i++) {
            assertHolds(names.get(i), bytes(i));
        }
        assertThat(list("")).containsExactlyInAnyOrderElementsOf(names);
    }

    /** Names may have eight segments, and segments 128 characters, and 200 characters in all. */
    @Test
    protected void longNamesAreKept() throws Exception {
        List<String> names = List.of(
                "a/b/c/d/e/f/g/h",
                "x".repeat(128),
                "p/" + "y".repeat(128),
                "z".repeat(128) + "/" + "z".repeat(71),
                "w".repeat(24) + ("/" + "w".repeat(24)).repeat(7));
        for (String name : names) {
            put(name, bytes(name.length()));
        }
        for (String name : names) {
            assertHolds(name, bytes(name.length()));
        }
        assertThat(list("")).containsExactlyInAnyOrderElementsOf(names);
    }

    /** Names that differ little are different. */
    @Test
    protected void namesAreNotMixedUp() throws Exception {
        List<String> names = List.of(
                "n/a.b", "n/a-b", "n/a_b", "n/ab", "n/a", "n/aa", "n/a.", "n/.a", "m/n.a", "m-n/a", "m_n/a", "m.n/a");
        for (int i = 0; i < names.size(); i++) {
            put(names.get(i), bytes(100 + i));
        }
        for (int i = 0; i < names.size(); i++) {
            assertHolds(names.get(i), bytes(100 + i));
        }
        delete("n/a");
        assertThat(list("")).hasSize(names.size() - 1);
    }

    /** What is not a name is refused by every method, as a mistake of the caller. */
    @Test
    protected void impossibleNamesAreRefused() throws Exception {
        put("valid", bytes(1));
        List<String> impossible = List.of(
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "a/..",
                "../a",
                "a/../b",
                "./a",
                "a/.",
                "A",
                "aB",
                "a b",
                " ",
                "a\\b",
                "a:b",
                "a%2fb",
                "ä",
                "a\u0000",
                "a\n",
                "a~",
                "x".repeat(129),
                "a/" + "x".repeat(129),
                "a/b/c/d/e/f/g/h/i",
                "x".repeat(100) + "/" + "x".repeat(100));
        for (String name : impossible) {
            for (PutCondition condition : PutCondition.values()) {
                assertThatThrownBy(() -> store().put(name, ObjectData.of(bytes(1)), condition))
                        .as("put \"" + name + "\"")
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> store().get(name).close())
                    .as("get \"" + name + "\"")
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store().get(name, 0, 1))
                    .as("get a range of \"" + name + "\"")
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store().stat(name))
                    .as("stat \"" + name + "\"")
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store().delete(List.of(name)))
                    .as("delete \"" + name + "\"")
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(list("")).containsExactly("valid");
    }
}
