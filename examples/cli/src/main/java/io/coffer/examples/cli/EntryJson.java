package io.coffer.examples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.coffer.backup.Node;
import io.coffer.backup.Snapshot;
import io.coffer.backup.model.EntryAttributes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** One object for each entry. What a file system does not tell is left out; what is not
 * UTF-8 is there as hexadecimal bytes too. */
record EntryJson(JsonGenerator json) implements Snapshot.NodeVisitor {
    @Override
    public void visit(String path, Node node) throws IOException {
        EntryAttributes attributes = node.attributes();
        json.writeStartObject();
        json.writeStringField("path", path);
        if (!node.name().isText()) {
            json.writeStringField(
                    "nameBytes", HexFormat.of().formatHex(node.name().toBytes()));
        }
        json.writeStringField("type", node.type().name());
        json.writeNumberField("size", attributes.size());
        json.writeStringField("modified", attributes.modified().toString());
        if (attributes.mode() != EntryAttributes.UNKNOWN) {
            json.writeStringField("mode", Integer.toOctalString(attributes.mode()));
        }
        writeOwner("uid", attributes.uid());
        writeOwner("gid", attributes.gid());
        if (attributes.owner() != null) {
            json.writeStringField("owner", attributes.owner());
        }
        if (attributes.group() != null) {
            json.writeStringField("group", attributes.group());
        }
        byte[] target = node.linkTarget();
        if (target != null) {
            String text = new String(target, StandardCharsets.UTF_8);
            json.writeStringField("target", text);
            if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), target)) {
                json.writeStringField("targetBytes", HexFormat.of().formatHex(target));
            }
        }
        json.writeEndObject();
    }

    private void writeOwner(String field, long number) throws IOException {
        if (number != EntryAttributes.UNKNOWN) {
            json.writeNumberField(field, number);
        }
    }
}
