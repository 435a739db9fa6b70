package io.coffer.backup.internal.format;

import io.coffer.backup.Node;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.DataRange;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One entry of a tree as a CBOR map with integer keys, in ascending order; what is unknown is left out. */
final class NodeCodec {
    static final int NAME = 0;
    static final int TYPE = 1;
    static final int SIZE = 2;
    static final int MODE = 3;
    static final int UID = 4;
    static final int GID = 5;
    static final int OWNER = 6;
    static final int GROUP = 7;
    static final int MODIFIED = 8;
    static final int CHANGED = 9;
    static final int INODE = 10;
    static final int DEVICE = 11;
    static final int LINKS = 12;
    static final int RDEV = 13;
    static final int CONTENT = 14;
    static final int DATA_RANGES = 15;
    static final int LINK_TARGET = 16;
    static final int EXTENDED_ATTRIBUTES = 17;
    static final int CHANGING = 18;
    private static final int KEYS = 19;

    /** A type's code is its place in this list. */
    static final List<EntryType> TYPES = List.of(
            EntryType.FILE,
            EntryType.DIRECTORY,
            EntryType.SYMLINK,
            EntryType.FIFO,
            EntryType.CHARACTER_DEVICE,
            EntryType.BLOCK_DEVICE,
            EntryType.SOCKET);

    private NodeCodec() {}

    static void write(CborWriter out, Node node) {
        String fault = NodeLimits.fault(node);
        if (fault != null) {
            throw new UnfitNodeException("\"" + node.name() + "\" cannot be kept: " + fault);
        }
        EntryAttributes attributes = node.attributes();
        out.map(count(node));
        out.integer(NAME);
        out.bytes(node.name().toBytes());
        out.integer(TYPE);
        out.integer(TYPES.indexOf(node.type()));
        known(out, SIZE, attributes.size(), 0);
        known(out, MODE, attributes.mode(), EntryAttributes.UNKNOWN);
        known(out, UID, attributes.uid(), EntryAttributes.UNKNOWN);
        known(out, GID, attributes.gid(), EntryAttributes.UNKNOWN);
        known(out, OWNER, attributes.owner());
        known(out, GROUP, attributes.group());
        known(out, MODIFIED, attributes.modified());
        known(out, CHANGED, attributes.changed());
        known(out, INODE, attributes.inode(), EntryAttributes.UNKNOWN);
        known(out, DEVICE, attributes.device(), EntryAttributes.UNKNOWN);
        known(out, LINKS, attributes.links(), EntryAttributes.UNKNOWN);
        known(out, RDEV, attributes.rdev(), 0);
        content(out, node.content());
        dataRanges(out, node.dataRanges());
        byte[] target = node.linkTarget();
        if (target != null) {
            out.integer(LINK_TARGET);
            out.bytes(target);
        }
        if (!node.extendedAttributes().isEmpty()) {
            out.integer(EXTENDED_ATTRIBUTES);
            out.map(node.extendedAttributes().size());
            NodeLimits.inOrder(node.extendedAttributes()).forEach((name, value) -> {
                out.text(name);
                out.bytes(value);
            });
        }
        if (node.changing()) {
            out.integer(CHANGING);
            out.isTrue();
        }
    }

    private static int count(Node node) {
        EntryAttributes attributes = node.attributes();
        int count = 3; // name, type, time of modification
        count += attributes.size() != 0 ? 1 : 0;
        count += attributes.mode() != EntryAttributes.UNKNOWN ? 1 : 0;
        count += attributes.uid() != EntryAttributes.UNKNOWN ? 1 : 0;
        count += attributes.gid() != EntryAttributes.UNKNOWN ? 1 : 0;
        count += attributes.owner() != null ? 1 : 0;
        count += attributes.group() != null ? 1 : 0;
        count += attributes.changed() != null ? 1 : 0;
        count += attributes.inode() != EntryAttributes.UNKNOWN ? 1 : 0;
        count += attributes.device() != EntryAttributes.UNKNOWN ? 1 : 0;
        count += attributes.links() != EntryAttributes.UNKNOWN ? 1 : 0;
        count += attributes.rdev() != 0 ? 1 : 0;
        count += node.content() != null ? 1 : 0;
        count += node.dataRanges() != null ? 1 : 0;
        count += node.type() == EntryType.SYMLINK ? 1 : 0;
        count += !node.extendedAttributes().isEmpty() ? 1 : 0;
        count += node.changing() ? 1 : 0;
        return count;
    }

    private static void known(CborWriter out, int key, long value, long unknown) {
        if (value != unknown) {
            out.integer(key);
            out.integer(value);
        }
    }

    private static void known(CborWriter out, int key, @Nullable String value) {
        if (value != null) {
            out.integer(key);
            out.text(value);
        }
    }

    private static void known(CborWriter out, int key, @Nullable Instant value) {
        if (value != null) {
            out.integer(key);
            out.array(2);
            out.integer(value.getEpochSecond());
            out.integer(value.getNano());
        }
    }

    private static void content(CborWriter out, @Nullable ContentReference content) {
        if (content != null) {
            out.integer(CONTENT);
            out.array(3);
            out.integer(content.size());
            out.integer(content.level());
            out.bytesHead(content.ids().size() * ContentId.LENGTH);
            content.ids().forEach(out::raw);
        }
    }

    private static void dataRanges(CborWriter out, @Nullable List<DataRange> ranges) {
        if (ranges != null) {
            out.integer(DATA_RANGES);
            out.array(ranges.size() * 2);
            for (DataRange range : ranges) {
                out.integer(range.offset());
                out.integer(range.length());
            }
        }
    }

    static Node read(CborReader in) throws IOException {
        NodeFields fields = new NodeFields();
        int count = in.map(KEYS);
        int last = -1;
        for (int i = 0; i < count; i++) {
            long key = in.unsigned();
            if (key <= last || key >= KEYS) {
                throw new CborReader.MalformedException("found key " + key + " after key " + last);
            }
            last = (int) key;
            fields.read(last, in);
        }
        return fields.toNode();
    }
}
