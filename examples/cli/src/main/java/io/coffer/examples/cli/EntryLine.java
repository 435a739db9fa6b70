package io.coffer.examples.cli;

import io.coffer.backup.Node;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryType;
import org.jspecify.annotations.Nullable;

/** One line of a listing, much as {@code ls} writes it. */
final class EntryLine {
    private static final int OWNER_WIDTH = 8;
    private static final int SIZE_WIDTH = 12;

    private final boolean detailed;

    EntryLine(boolean detailed) {
        this.detailed = detailed;
    }

    /**
     * Writes a line.
     *
     * @param node what it is about
     * @param shown its name or path, harmless already
     */
    String of(Node node, String shown) {
        String name = node.type() == EntryType.DIRECTORY ? shown + "/" : shown;
        if (!detailed) {
            return name;
        }
        EntryAttributes attributes = node.attributes();
        byte[] target = node.linkTarget();
        return typeCharacter(node.type())
                + permissions(attributes.mode())
                + "  " + Format.left(owner(attributes.owner(), attributes.uid()), OWNER_WIDTH)
                + " " + Format.left(owner(attributes.group(), attributes.gid()), OWNER_WIDTH)
                + " " + Format.right(Format.count(attributes.size()), SIZE_WIDTH)
                + "  " + Format.time(attributes.modified())
                + "  " + name
                + (target == null ? "" : " -> " + Escape.bytes(target));
    }

    private static char typeCharacter(EntryType type) {
        return switch (type) {
            case FILE -> '-';
            case DIRECTORY -> 'd';
            case SYMLINK -> 'l';
            case FIFO -> 'p';
            case CHARACTER_DEVICE -> 'c';
            case BLOCK_DEVICE -> 'b';
            case SOCKET -> 's';
        };
    }

    static String permissions(int mode) {
        if (mode == EntryAttributes.UNKNOWN) {
            return "?????????";
        }
        char[] text = "rwxrwxrwx".toCharArray();
        for (int i = 0; i < text.length; i++) {
            if ((mode >> (text.length - 1 - i) & 1) == 0) {
                text[i] = '-';
            }
        }
        special(text, 2, mode, 04000, 's');
        special(text, 5, mode, 02000, 's');
        special(text, 8, mode, 01000, 't');
        return new String(text);
    }

    private static void special(char[] text, int at, int mode, int bit, char character) {
        if ((mode & bit) != 0) {
            text[at] = text[at] == '-' ? Character.toUpperCase(character) : character;
        }
    }

    private static String owner(@Nullable String name, long number) {
        if (name != null) {
            return Escape.text(name);
        }
        return number == EntryAttributes.UNKNOWN ? "?" : Long.toString(number);
    }
}
