package io.coffer.backup.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** POSIX access control lists as tar has them: text, made from the attribute in which Linux keeps them. */
final class AclText {
    private static final int VERSION = 2;
    private static final int ENTRY_BYTES = 8;

    private AclText() {}

    /**
     * Translates.
     *
     * @param attribute the value of {@code system.posix_acl_access} or {@code system.posix_acl_default}
     * @return entries with owners by number, separated by commas; null when it is no such list
     */
    static @Nullable String of(byte[] attribute) {
        ByteBuffer list = ByteBuffer.wrap(attribute).order(ByteOrder.LITTLE_ENDIAN);
        if (list.remaining() < Integer.BYTES
                || list.getInt() != VERSION
                || list.remaining() == 0
                || list.remaining() % ENTRY_BYTES != 0) {
            return null;
        }
        StringJoiner text = new StringJoiner(",");
        while (list.hasRemaining()) {
            int tag = list.getShort();
            int permissions = list.getShort();
            String id = Integer.toUnsignedString(list.getInt());
            String who = who(tag, id);
            if (who == null || permissions < 0 || permissions > 7) {
                return null;
            }
            text.add(who
                    + (permissions >= 4 ? "r" : "-")
                    + ((permissions & 2) != 0 ? "w" : "-")
                    + ((permissions & 1) != 0 ? "x" : "-"));
        }
        return text.toString();
    }

    private static @Nullable String who(int tag, String id) {
        return switch (tag) {
            case 0x01 -> "user::";
            case 0x02 -> "user:" + id + ":";
            case 0x04 -> "group::";
            case 0x08 -> "group:" + id + ":";
            case 0x10 -> "mask::";
            case 0x20 -> "other::";
            default -> null;
        };
    }
}
