package io.coffer.backup.internal.format;

import io.coffer.backup.Node;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.DataRange;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One entry of a tree as a CBOR map with integer keys, in ascending order; what is unknown is left out. */
final class NodeCodec {
    static final int MAX_INLINE_IDS = 64;

    private static final int NAME = 0;
    private static final int TYPE = 1;
    private static final int SIZE = 2;
    private static final int MODE = 3;
    private static final int UID = 4;
    private static final int GID = 5;
    private static final int OWNER = 6;
    private static final int GROUP = 7;
    private static final int MODIFIED = 8;
    private static final int CHANGED = 9;
    private static final int INODE = 10;
    private static final int DEVICE = 11;
    private static final int LINKS = 12;
    private static final int RDEV = 13;
    private static final int CONTENT = 14;
    private static final int DATA_RANGES = 15;
    private static final int LINK_TARGET = 16;
    private static final int EXTENDED_ATTRIBUTES = 17;
    private static final int CHANGING = 18;
    private static final int KEYS = 19;

    private static final int MAX_TEXT = 4096;
    private static final int MAX_RANGES = 1 << 20;
    private static final int MAX_ATTRIBUTES = 4096;
    private static final int MAX_ATTRIBUTE_BYTES = 1 << 20;

    private static final EntryType[] TYPES = {
        EntryType.FILE,
        EntryType.DIRECTORY,
        EntryType.SYMLINK,
        EntryType.FIFO,
        EntryType.CHARACTER_DEVICE,
        EntryType.BLOCK_DEVICE,
        EntryType.SOCKET
    };

    private NodeCodec() {}

    static void write(CborWriter out, Node node) {
        EntryAttributes attributes = node.attributes();
        out.map(count(node));
        out.integer(NAME);
        out.bytes(node.name().toBytes());
        out.integer(TYPE);
        out.integer(code(node.type()));
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
            node.extendedAttributes().forEach((name, value) -> {
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

    private static int code(EntryType type) {
        for (int code = 0; code < TYPES.length; code++) {
            if (TYPES[code] == type) {
                return code;
            }
        }
        throw new IllegalArgumentException("no code for " + type);
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
            content.ids().forEach(id -> out.raw(id.toBytes()));
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
        Fields fields = new Fields();
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

    private static final class Fields {
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
                case NAME -> name = in.bytes(EntryName.MAX_LENGTH);
                case TYPE -> type = type(in.unsigned());
                case SIZE -> size = in.unsigned();
                case MODE -> mode = mode(in.unsigned());
                case UID -> uid = in.unsigned();
                case GID -> gid = in.unsigned();
                case OWNER -> owner = in.text(MAX_TEXT);
                case GROUP -> group = in.text(MAX_TEXT);
                case MODIFIED -> modified = instant(in);
                case CHANGED -> changed = instant(in);
                case INODE -> inode = in.integer();
                case DEVICE -> device = in.integer();
                case LINKS -> links = in.integer();
                case RDEV -> rdev = in.integer();
                case CONTENT -> content = content(in);
                case DATA_RANGES -> ranges = dataRanges(in);
                case LINK_TARGET -> target = in.bytes(MAX_TEXT);
                case EXTENDED_ATTRIBUTES -> extended = extendedAttributes(in);
                case CHANGING -> {
                    in.isTrue();
                    changing = true;
                }
                default -> throw new CborReader.MalformedException("unknown key " + key);
            }
        }

        Node toNode() throws IOException {
            if (name == null || type == null || modified == null) {
                throw new CborReader.MalformedException("an entry without a name, a type or a time");
            }
            boolean hasContent = type == EntryType.FILE || type == EntryType.DIRECTORY;
            if (hasContent != (content != null) || (type == EntryType.SYMLINK) != (target != null)) {
                throw new CborReader.MalformedException("an entry of type " + type + " that cannot be one");
            }
            try {
                EntryAttributes attributes = new EntryAttributes(
                        type, size, mode, uid, gid, owner, group, modified, changed, inode, device, links, rdev);
                return new Node(EntryName.of(name), attributes, content, ranges, target, extended, changing);
            } catch (IllegalArgumentException impossible) {
                throw new CborReader.MalformedException(String.valueOf(impossible.getMessage()));
            }
        }

        private static EntryType type(long code) throws IOException {
            if (code >= TYPES.length) {
                throw new CborReader.MalformedException("unknown type of entry " + code);
            }
            return TYPES[(int) code];
        }

        private static int mode(long value) throws IOException {
            if (value > 07777) {
                throw new CborReader.MalformedException("impossible permission bits " + value);
            }
            return (int) value;
        }

        private static Instant instant(CborReader in) throws IOException {
            if (in.array(2) != 2) {
                throw new CborReader.MalformedException("a time is two numbers");
            }
            long seconds = in.integer();
            long nanos = in.unsigned();
            boolean possible = seconds >= Instant.MIN.getEpochSecond() && seconds <= Instant.MAX.getEpochSecond();
            if (!possible || nanos >= 1_000_000_000L) {
                throw new CborReader.MalformedException("impossible time " + seconds + " s " + nanos + " ns");
            }
            return Instant.ofEpochSecond(seconds, nanos);
        }

        private static List<DataRange> dataRanges(CborReader in) throws IOException {
            int count = in.array(2 * MAX_RANGES) / 2;
            List<DataRange> ranges = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long offset = in.unsigned();
                long length = in.unsigned();
                boolean ascending = ranges.isEmpty()
                        || offset >= ranges.get(ranges.size() - 1).end();
                if (!ascending || length < 1 || offset + length < 0) {
                    throw new CborReader.MalformedException("impossible range " + offset + " + " + length);
                }
                ranges.add(new DataRange(offset, length));
            }
            return ranges;
        }

        private static Map<String, byte[]> extendedAttributes(CborReader in) throws IOException {
            Map<String, byte[]> values = new TreeMap<>();
            int count = in.map(MAX_ATTRIBUTES);
            for (int i = 0; i < count; i++) {
                String attribute = in.text(MAX_TEXT);
                values.put(attribute, in.bytes(MAX_ATTRIBUTE_BYTES));
            }
            return values;
        }
    }

    static ContentReference content(CborReader in) throws IOException {
        if (in.array(3) != 3) {
            throw new CborReader.MalformedException("a reference is three items");
        }
        long size = in.unsigned();
        long level = in.unsigned();
        ByteBuffer ids = ByteBuffer.wrap(in.bytes(MAX_INLINE_IDS * ContentId.LENGTH));
        if (ids.limit() % ContentId.LENGTH != 0 || level > ContentReference.MAX_LEVEL) {
            throw new CborReader.MalformedException("a reference of " + ids.limit() + " bytes at level " + level);
        }
        List<ContentId> list = new ArrayList<>();
        for (int at = 0; at < ids.limit(); at += ContentId.LENGTH) {
            list.add(ContentId.of(ids, at));
        }
        try {
            return new ContentReference(size, (int) level, list);
        } catch (IllegalArgumentException impossible) {
            throw new CborReader.MalformedException(String.valueOf(impossible.getMessage()));
        }
    }
}
