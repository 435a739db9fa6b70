package io.coffer.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.model.EntryName;
import org.junit.jupiter.api.Test;

class EscapeTest {
    @Test
    void whatCanBeSeenStays() {
        assertThat(Escape.name(EntryName.of("Käse & Brot \ud83c\udf5e.txt"))).isEqualTo("Käse & Brot \ud83c\udf5e.txt");
    }

    @Test
    void controlCharactersDoNotReachTheTerminal() {
        assertThat(Escape.text("\u001b]0;title\u0007 \r\n\t\u009b2J"))
                .isEqualTo("\\x1b]0;title\\x07 \\x0d\\n\\t\\x9b2J");
    }

    @Test
    void charactersThatTurnTheDirectionDoNotReachTheTerminal() {
        assertThat(Escape.text("a\u202etxt.exe\u2028")).isEqualTo("a\\u202etxt.exe\\u2028");
    }

    @Test
    void bytesThatAreNotTextAreShownByTheirNumbers() {
        byte[] name = {'a', (byte) 0xff, 'b', (byte) 0xc3, (byte) 0xa4, (byte) 0xe4};
        assertThat(Escape.name(EntryName.of(name))).isEqualTo("a\\xffbä\\xe4");
    }

    @Test
    void differentNamesHaveDifferentTexts() {
        assertThat(Escape.name(EntryName.of("a\\n"))).isEqualTo("a\\\\n");
        assertThat(Escape.name(EntryName.of("a\n"))).isEqualTo("a\\n");
        assertThat(Escape.name(EntryName.of(new byte[] {'\\', (byte) 0xff}))).isEqualTo("\\\\\\xff");
    }

    @Test
    void messagesKeepTheirBackslashes() {
        assertThat(Escape.text("C:\\backups")).isEqualTo("C:\\backups");
    }
}
