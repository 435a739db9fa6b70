package io.coffer.backup.internal.format;

import io.coffer.backup.Node;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.DataRange;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An entry of a tree while it is being read: what was left out has the value that says so. */
final class NodeFields {
    private byte @Nullable [] name;
    private @Nullable EntryType type;
    private long size;
    private int mode = EntryAttributes.UNKNOWN;
    private long uid = EntryAttributes.UNKNOWN;
    private long gid = EntryAttributes.UNKNOWN;
    private @Nullable String owner;
    private @Nullable String group;
    private @Nullable Instant modified;
    private @Nullable Instant changed;
    private long inode = EntryAttributes.UNKNOWN;
    private long device = EntryAttributes.UNKNOWN;
    private long links = EntryAttributes.UNKNOWN;
    private long rdev;
    private @Nullable ContentReference content;
    private @Nullable List<DataRange> ranges;
    private byte @Nullable [] target;
    private Map<String, byte[]> extended = Map.of();
    private boolean changing;

    void read(int key, CborReader in) throws IOException {
        switch (key) {
            case NodeCodec.NAME -> name = in.bytes(EntryName.MAX_LENGTH);
            case NodeCodec.TYPE -> type = type(in.unsigned());
            case NodeCodec.SIZE -> size = in.unsigned();
            case NodeCodec.MODE -> mode = mode(in.unsigned());
            case NodeCodec.UID -> uid = in.unsigned();
            case NodeCodec.GID -> gid = in.unsigned();
            case NodeCodec.OWNER -> owner = in.text(NodeLimits.MAX_TEXT);
            case NodeCodec.GROUP -> group = in.text(NodeLimits.MAX_TEXT);
            case NodeCodec.MODIFIED -> modified = instant(in);
            case NodeCodec.CHANGED -> changed = instant(in);
            case NodeCodec.INODE -> inode = in.integer();
            case NodeCodec.DEVICE -> device = in.integer();
            case NodeCodec.LINKS -> links = in.integer();
            case NodeCodec.RDEV -> rdev = in.integer();
            case NodeCodec.CONTENT -> content = content(in);
            case NodeCodec.DATA_RANGES -> ranges = dataRanges(in);
            case NodeCodec.LINK_TARGET -> target = in.bytes(NodeLimits.MAX_TEXT);
            case NodeCodec.EXTENDED_ATTRIBUTES -> extended = extendedAttributes(in);
            case NodeCodec.CHANGING -> {
                in.isTrue();
                changing = true;
            }
            default -> throw malformed("unknown key " + key);
        }
    }

    Node toNode() throws IOException {
        if (name == null || type == null || modified == null) {
            throw malformed("an entry without a name, a type or a time");
        }
        Node node;
        try {
            EntryAttributes attributes = new EntryAttributes(
                    type, size, mode, uid, gid, owner, group, modified, changed, inode, device, links, rdev);
            node = new Node(EntryName.of(name), attributes, content, ranges, target, extended, changing);
        } catch (IllegalArgumentException impossible) {
            throw malformed(String.valueOf(impossible.getMessage()));
        }
        String fault = NodeLimits.fault(node);
        if (fault != null) {
            throw malformed(fault);
        }
        return node;
    }

    private static EntryType type(long code) throws IOException {
        if (code >= NodeCodec.TYPES.size()) {
            throw malformed("unknown type of entry " + code);
        }
        return NodeCodec.TYPES.get((int) code);
    }

    private static int mode(long value) throws IOException {
        if (value > 07777) {
            throw malformed("impossible permission bits " + value);
        }
        return (int) value;
    }

    private static Instant instant(CborReader in) throws IOException {
        if (in.array(2) != 2) {
            throw malformed("a time is two numbers");
        }
        long seconds = in.integer();
        long nanos = in.unsigned();
        boolean possible = seconds >= Instant.MIN.getEpochSecond() && seconds <= Instant.MAX.getEpochSecond();
        if (!possible || nanos >= 1_000_000_000L) {
            throw malformed("impossible time " + seconds + " s " + nanos + " ns");
        }
        return Instant.ofEpochSecond(seconds, nanos);
    }

    private static ContentReference content(CborReader in) throws IOException {
        if (in.array(3) != 3) {
            throw malformed("a reference is three items");
        }
        long size = in.unsigned();
        long level = in.unsigned();
        byte[] ids = in.bytes(NodeLimits.MAX_INLINE_IDS * ContentId.LENGTH);
        if (ids.length % ContentId.LENGTH != 0 || level > ContentReference.MAX_LEVEL) {
            throw malformed("a reference of " + ids.length + " bytes at level " + level);
        }
        List<ContentId> list = new ArrayList<>();
        for (int at = 0; at < ids.length; at += ContentId.LENGTH) {
            list.add(ContentId.of(ids, at));
        }
        try {
            return new ContentReference(size, (int) level, list);
        } catch (IllegalArgumentException impossible) {
            throw malformed(String.valueOf(impossible.getMessage()));
        }
    }

    private static List<DataRange> dataRanges(CborReader in) throws IOException {
        int count = in.array(2 * NodeLimits.MAX_RANGES);
        if (count % 2 != 0) {
            throw malformed("ranges of " + count + " numbers, which are no pairs");
        }
        List<DataRange> ranges = new ArrayList<>();
        for (int i = 0; i < count; i += 2) {
            long offset = in.unsigned();
            long length = in.unsigned();
            if (length < 1 || offset + length < 0) {
                throw malformed("impossible range " + offset + " + " + length);
            }
            ranges.add(new DataRange(offset, length));
        }
        return ranges;
    }

    private static Map<String, byte[]> extendedAttributes(CborReader in) throws IOException {
        Map<String, byte[]> values = new TreeMap<>();
        int count = in.map(NodeLimits.MAX_ATTRIBUTES);
        byte[] last = null;
        long total = 0;
        for (int i = 0; i < count; i++) {
            String attribute = in.text(NodeLimits.MAX_TEXT);
            byte[] encoded = attribute.getBytes(StandardCharsets.UTF_8);
            if (last != null && NodeLimits.ENCODED_ORDER.compare(last, encoded) >= 0) {
                throw malformed("the extended attribute \"" + attribute + "\" is not in its place");
            }
            last = encoded;
            byte[] value = in.bytes(NodeLimits.MAX_ATTRIBUTE_BYTES);
            values.put(attribute, value);
            total += encoded.length + value.length;
            if (total > NodeLimits.MAX_ATTRIBUTES_BYTES) {
                throw malformed("extended attributes of more than " + NodeLimits.MAX_ATTRIBUTES_BYTES + " bytes");
            }
        }
        return values;
    }

    private static CborReader.MalformedException malformed(String what) {
        return new CborReader.MalformedException(what);
    }
}
