package io.coffer.backup.tests.copy;

import io.coffer.backup.Node;
import io.coffer.backup.Snapshot;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/** All that a snapshot says of its entries, and what is in its files, as text to be compared. */
final class Entries {
    private Entries() {}

    static List<String> of(Snapshot snapshot) throws IOException {
        List<String> entries = new ArrayList<>();
        snapshot.walk("", (path, node) -> entries.add(path + " " + text(snapshot, node)));
        return entries;
    }

    private static String text(Snapshot snapshot, Node node) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(node.attributes())
                .append(' ')
                .append(node.dataRanges())
                .append(' ')
                .append(node.changing());
        byte[] target = node.linkTarget();
        if (target != null) {
            text.append(" -> ").append(HexFormat.of().formatHex(target));
        }
        node.extendedAttributes()
                .forEach((name, value) -> text.append(' ')
                        .append(name)
                        .append('=')
                        .append(HexFormat.of().formatHex(value)));
        if (node.type() == EntryType.FILE) {
            CRC32 sum = new CRC32();
            try (InputStream in = snapshot.open(node)) {
                sum.update(in.readAllBytes());
            }
            text.append(' ').append(sum.getValue());
        }
        return text.toString();
    }
}
