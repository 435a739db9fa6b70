package io.coffer.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Node;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntryLineTest {
    private static final Instant TIME = Instant.parse("2026-11-01T03:15:09Z");

    @Test
    void permissionsAreThoseOfLs() {
        assertThat(EntryLine.permissions(0644)).isEqualTo("rw-r--r--");
        assertThat(EntryLine.permissions(04755)).isEqualTo("rwsr-xr-x");
        assertThat(EntryLine.permissions(06644)).isEqualTo("rwSr-Sr--");
        assertThat(EntryLine.permissions(01777)).isEqualTo("rwxrwxrwt");
        assertThat(EntryLine.permissions(EntryAttributes.UNKNOWN)).isEqualTo("?????????");
    }

    @Test
    void linksShowWhereTheyPoint() {
        EntryAttributes attributes = new EntryAttributes(
                EntryType.SYMLINK, 0, 0777, 1000, 1000, "me", null, TIME, null, 1, 1, 1, EntryAttributes.UNKNOWN);
        byte[] target = "else\u001bwhere".getBytes(StandardCharsets.UTF_8);
        Node node = new Node(EntryName.of("link"), attributes, null, null, target, Map.of(), false);
        assertThat(new EntryLine(true).of(node, "link"))
                .isEqualTo("lrwxrwxrwx  me       1000                0  " + Format.time(TIME)
                        + "  link -> else\\x1bwhere");
    }

    @Test
    void whatIsNotKnownIsAQuestion() {
        EntryAttributes attributes = EntryAttributes.of(EntryType.FILE, 12345, TIME);
        Node node = new Node(EntryName.of("f"), attributes, null, null, null, Map.of(), false);
        assertThat(new EntryLine(true).of(node, "f"))
                .isEqualTo("-?????????  ?        ?              12,345  " + Format.time(TIME) + "  f");
    }

    @Test
    void directoriesEndWithASlash() {
        EntryAttributes attributes = EntryAttributes.of(EntryType.DIRECTORY, 0, TIME);
        Node node = new Node(EntryName.of("d"), attributes, null, null, null, Map.of(), false);
        assertThat(new EntryLine(false).of(node, "a/d")).isEqualTo("a/d/");
    }
}
