package io.coffer.backup.archive;

import io.coffer.backup.Node;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What of an entry does not fit into the plain header of tar, and goes into an extended one. */
final class TarAttributes {
    /** The longest name that a plain header holds, in bytes. */
    static final int MAX_NAME = 100;

    private static final int MAX_OWNER = 31;
    private static final long MAX_ID = 07777777;
    private static final long MAX_NUMBER = 077777777777L;
    private static final String ACL_ACCESS = "system.posix_acl_access";
    private static final String ACL_DEFAULT = "system.posix_acl_default";

    private TarAttributes() {}

    /** The path of an entry, with the slash after it that a directory has. */
    static byte[] archiveName(ExportEntry entry) {
        byte[] path = entry.path();
        if (entry.node().type() != EntryType.DIRECTORY) {
            return path;
        }
        byte[] name = Arrays.copyOf(path, path.length + 1);
        name[path.length] = '/';
        return name;
    }

    static boolean isLongOwner(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length > MAX_OWNER;
    }

    /**
     * Gathers the records.
     *
     * @param first what the entry is a hard link to, or null
     * @param sparse where it has data, or null
     * @param stored the size in the plain header
     */
    static PaxRecords records(ExportEntry entry, byte @Nullable [] first, @Nullable SparseMap sparse, long stored) {
        PaxRecords records = new PaxRecords();
        Node node = entry.node();
        byte[] path = archiveName(entry);
        byte[] target = first != null ? first : node.linkTarget();
        boolean longPath = sparse != null || path.length > MAX_NAME;
        boolean longTarget = target != null && target.length > MAX_NAME;
        // Records are UTF-8 unless this says otherwise, and it must come before them.
        if ((longPath && !isUtf8(path)) || (target != null && longTarget && !isUtf8(target))) {
            records.add("hdrcharset", "BINARY");
        }
        if (sparse != null) {
            records.add("GNU.sparse.major", 1).add("GNU.sparse.minor", 0);
            records.add("GNU.sparse.name", path).add("GNU.sparse.realsize", entry.size());
        } else if (longPath) {
            records.add("path", path);
        }
        if (target != null && longTarget) {
            records.add("linkpath", target);
        }
        if (stored > MAX_NUMBER) {
            records.add("size", stored);
        }
        addOwners(records, node.attributes());
        Instant modified = node.attributes().modified();
        if (modified.getNano() != 0 || modified.getEpochSecond() < 0 || modified.getEpochSecond() > MAX_NUMBER) {
            records.add("mtime", modified);
        }
        if (first == null) {
            addExtendedAttributes(records, node.extendedAttributes());
        }
        return records;
    }

    private static void addOwners(PaxRecords records, EntryAttributes attributes) {
        if (attributes.uid() > MAX_ID) {
            records.add("uid", attributes.uid());
        }
        if (attributes.gid() > MAX_ID) {
            records.add("gid", attributes.gid());
        }
        String owner = attributes.owner();
        if (owner != null && isLongOwner(owner)) {
            records.add("uname", owner);
        }
        String group = attributes.group();
        if (group != null && isLongOwner(group)) {
            records.add("gname", group);
        }
    }

    private static void addExtendedAttributes(PaxRecords records, Map<String, byte[]> attributes) {
        attributes.forEach((name, value) -> {
            String acl = name.equals(ACL_ACCESS) || name.equals(ACL_DEFAULT) ? AclText.of(value) : null;
            if (acl != null) {
                records.add(name.equals(ACL_ACCESS) ? "SCHILY.acl.access" : "SCHILY.acl.default", acl);
            } else {
                // The equals sign ends a key; GNU tar writes it so.
                String key = name.replace("%", "%25").replace("=", "%3D");
                records.add("SCHILY.xattr." + key, value);
            }
        });
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException other) {
            return false;
        }
    }
}
