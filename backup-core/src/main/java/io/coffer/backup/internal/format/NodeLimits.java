package io.coffer.backup.internal.format;

import io.coffer.backup.Node;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.DataRange;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an entry of a tree can be. The same is asked of an entry that is written and of one that was read: or a
 * snapshot could be made that nobody can read.
 */
public final class NodeLimits {
    /** How many ids a reference may have. */
    static final int MAX_INLINE_IDS = 64;
    /** No text of an entry is longer, and no target of a link, in bytes. */
    static final int MAX_TEXT = 4096;
    /** No file has more ranges of data. */
    public static final int MAX_RANGES = 1 << 16;
    /** No entry has more extended attributes. */
    static final int MAX_ATTRIBUTES = 4096;
    /** No value of an extended attribute is longer, in bytes. */
    static final int MAX_ATTRIBUTE_BYTES = 1 << 20;
    /** All names and values of the extended attributes of an entry are not longer, in bytes. */
    static final int MAX_ATTRIBUTES_BYTES = 16 << 20;

    /** Says for people what extended attributes can be kept. */
    public static final String EXTENDED_ATTRIBUTES = "at most " + MAX_ATTRIBUTES + " can be kept, of at most "
            + (MAX_ATTRIBUTE_BYTES >> 20) + " MiB each and " + (MAX_ATTRIBUTES_BYTES >> 20) + " MiB together";

    /** The order of keys in RFC 8949, section 4.2.1: the shorter one first, then by bytes. */
    static final Comparator<byte[]> ENCODED_ORDER =
            Comparator.<byte[]>comparingInt(bytes -> bytes.length).thenComparing(java.util.Arrays::compareUnsigned);

    private NodeLimits() {}

    /** Says why an entry cannot be one; null when it can. */
    static @Nullable String fault(Node node) {
        EntryAttributes attributes = node.attributes();
        EntryType type = node.type();
        byte[] target = node.linkTarget();
        boolean hasContent = type == EntryType.FILE || type == EntryType.DIRECTORY;
        if (hasContent != (node.content() != null) || (type == EntryType.SYMLINK) != (target != null)) {
            return "an entry of type " + type + " that cannot be one";
        }
        if (attributes.uid() < EntryAttributes.UNKNOWN || attributes.gid() < EntryAttributes.UNKNOWN) {
            return "an owner or a group that is negative";
        }
        if (isTooLong(attributes.owner()) || isTooLong(attributes.group())) {
            return "a name of an owner or a group of more than " + MAX_TEXT + " bytes";
        }
        if (target != null && target.length > MAX_TEXT) {
            return "a target of " + target.length + " bytes, more than " + MAX_TEXT;
        }
        String fault = node.content() == null ? null : contentFault(node, node.content());
        return fault == null ? extendedFault(node.extendedAttributes()) : fault;
    }

    private static boolean isTooLong(@Nullable String text) {
        // No character takes more than three bytes, and few names come near.
        return text != null && text.length() > MAX_TEXT / 3 && text.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT;
    }

    private static @Nullable String contentFault(Node node, ContentReference content) {
        if (content.ids().size() > MAX_INLINE_IDS) {
            return "a reference of " + content.ids().size() + " ids, more than " + MAX_INLINE_IDS;
        }
        List<DataRange> ranges = node.dataRanges();
        if (node.type() != EntryType.FILE) {
            return ranges == null ? null : "ranges of data in an entry of type " + node.type();
        }
        long size = node.attributes().size();
        if (ranges == null) {
            return content.size() == size ? null : "a file of " + size + " bytes with " + content.size() + " of data";
        }
        return rangesFault(node, ranges, content.size());
    }

    private static @Nullable String rangesFault(Node node, List<DataRange> ranges, long data) {
        if (ranges.size() > MAX_RANGES) {
            return ranges.size() + " ranges of data, more than " + MAX_RANGES;
        }
        long end = 0;
        long sum = 0;
        for (DataRange range : ranges) {
            if (range.offset() < end) {
                return "a range of data at " + range.offset() + " after one that ends at " + end;
            }
            end = range.end();
            sum += range.length();
        }
        // A file that never stood still may have lost its end while it was read.
        boolean fits = node.changing()
                ? data <= sum
                : data == sum && end <= node.attributes().size();
        return fits ? null : "ranges of " + sum + " bytes up to " + end + " with " + data + " of data";
    }

    /**
     * Chooses the extended attributes that an entry can have: as many as fit, the smallest first, among which are access
     * control lists and labels.
     *
     * @param extended all that there are, by full name
     * @return the same when all of them fit
     */
    public static Map<String, byte[]> extendedAttributesWithin(Map<String, byte[]> extended) {
        if (extendedFault(extended) == null) {
            return extended;
        }
        List<Map.Entry<String, byte[]>> bySize = new ArrayList<>(extended.entrySet());
        bySize.sort(Comparator.<Map.Entry<String, byte[]>>comparingInt(attribute -> attribute.getValue().length)
                .thenComparing(Map.Entry::getKey));
        Map<String, byte[]> kept = new TreeMap<>();
        long total = 0;
        for (Map.Entry<String, byte[]> attribute : bySize) {
            int length = lengthOf(attribute);
            if (kept.size() < MAX_ATTRIBUTES && length >= 0 && total + length <= MAX_ATTRIBUTES_BYTES) {
                kept.put(attribute.getKey(), attribute.getValue());
                total += length;
            }
        }
        return kept;
    }

    /** The bytes that an extended attribute needs; negative when it cannot be kept. */
    private static int lengthOf(Map.Entry<String, byte[]> attribute) {
        String name = attribute.getKey();
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        int value = attribute.getValue().length;
        return !isText(name) || length > MAX_TEXT || value > MAX_ATTRIBUTE_BYTES ? -1 : length + value;
    }

    /** Half of a surrogate pair would be written as something else. */
    private static boolean isText(String name) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(name);
    }

    private static @Nullable String extendedFault(Map<String, byte[]> extended) {
        if (extended.isEmpty()) {
            return null;
        }
        if (extended.size() > MAX_ATTRIBUTES) {
            return extended.size() + " extended attributes, more than " + MAX_ATTRIBUTES;
        }
        long total = 0;
        for (Map.Entry<String, byte[]> attribute : extended.entrySet()) {
            int length = lengthOf(attribute);
            total += length;
            if (!isText(attribute.getKey())) {
                return "an extended attribute whose name is not text";
            }
            if (length < 0 || total > MAX_ATTRIBUTES_BYTES) {
                return "extended attributes up to one of " + attribute.getValue().length + " bytes: "
                        + EXTENDED_ATTRIBUTES;
            }
        }
        return null;
    }

    /** Extended attributes with encoded names, in the order in which they are written. */
    static Map<byte[], byte[]> inOrder(Map<String, byte[]> extended) {
        Map<byte[], byte[]> sorted = new TreeMap<>(ENCODED_ORDER);
        extended.forEach((name, value) -> sorted.put(name.getBytes(StandardCharsets.UTF_8), value));
        return sorted;
    }
}
