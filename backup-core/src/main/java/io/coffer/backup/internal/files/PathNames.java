package io.coffer.backup.internal.files;

import io.coffer.backup.model.EntryName;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Names of files as bytes.
 *
 * <p>On Unix a path of the default file system holds the bytes that the kernel gave, but its text cannot
 * tell them when they are not valid in the locale's encoding. Its URI can, in both directions.
 */
public final class PathNames {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private PathNames() {}

    /**
     * The last name of a path.
     *
     * @param path with at least one name
     * @return the bytes of its last name
     */
    public static EntryName nameOf(Path path) {
        String text = String.valueOf(path.getFileName());
        if (isAscii(text)) {
            return EntryName.of(text);
        }
        if (!keepsBytes(path)) {
            return EntryName.of(text);
        }
        String raw = path.toUri().getRawPath();
        int end = raw.endsWith("/") ? raw.length() - 1 : raw.length();
        return EntryName.of(percentDecode(raw.substring(raw.lastIndexOf('/', end - 1) + 1, end)));
    }

    /**
     * The path of an entry as messages and patterns have it. Made of names rather than of a {@link Path}, whose text
     * depends on the locale.
     *
     * @param directory the same of its directory; empty at the top
     * @param name of the entry
     * @return with slashes
     */
    public static String join(String directory, EntryName name) {
        return directory.isEmpty() ? name.toString() : directory + "/" + name;
    }

    /**
     * The path of an entry in a directory.
     *
     * @param directory of any file system
     * @param name of the entry
     * @return the path whose last name has exactly these bytes, where the file system can have such names
     * @throws InvalidPathException when the file system cannot have such a name
     */
    public static Path resolve(Path directory, EntryName name) {
        byte[] bytes = name.toBytes();
        if (isAscii(bytes)) {
            return child(directory, new String(bytes, StandardCharsets.ISO_8859_1));
        }
        if (!keepsBytes(directory)) {
            return child(directory, name.toString());
        }
        String parent = directory.toUri().getRawPath();
        String separator = parent.endsWith("/") ? "" : "/";
        return Path.of(URI.create("file://" + parent + separator + percentEncode(bytes)));
    }

    /** What is one name on Unix may be several elsewhere, and lead out of the directory. */
    private static Path child(Path directory, String name) {
        Path relative = directory.getFileSystem().getPath(name);
        if (relative.getNameCount() != 1
                || relative.getRoot() != null
                || !relative.toString().equals(name)) {
            throw new InvalidPathException(name, "not the name of an entry in this file system");
        }
        return directory.resolve(relative);
    }

    /**
     * The text of a path, whatever the locale.
     *
     * @param path any
     * @return its bytes taken as UTF-8
     */
    public static String textOf(Path path) {
        return new String(bytesOf(path), StandardCharsets.UTF_8);
    }

    /**
     * The bytes of a path as a symbolic link has them.
     *
     * @param target as {@code Files.readSymbolicLink} gave it
     * @return its bytes
     */
    public static byte[] bytesOf(Path target) {
        String text = target.toString();
        if (isAscii(text) || !keepsBytes(target)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        String raw = target.toUri().getRawPath();
        if (raw.endsWith("/") && !text.endsWith("/")) {
            raw = raw.substring(0, raw.length() - 1);
        }
        if (target.isAbsolute()) {
            return percentDecode(raw);
        }
        // The URI of a relative path is that of the absolute one, so the working directory is taken off.
        String working = Path.of("").toAbsolutePath().toUri().getRawPath();
        String prefix = working.endsWith("/") ? working : working + "/";
        return percentDecode(raw.substring(prefix.length()));
    }

    /**
     * A path from the bytes of a symbolic link.
     *
     * @param link the path that the link will have; says which file system
     * @param target its bytes
     * @return a path that {@code Files.createSymbolicLink} takes
     */
    public static Path targetOf(Path link, byte[] target) {
        for (byte b : target) {
            if (b == 0) {
                throw new InvalidPathException(new String(target, StandardCharsets.UTF_8), "a zero byte in it");
            }
        }
        if (isAscii(target) || !keepsBytes(link)) {
            return link.getFileSystem().getPath(new String(target, StandardCharsets.UTF_8));
        }
        if (target[0] == '/') {
            return Path.of(URI.create("file://" + percentEncode(target)));
        }
        Path absolute = Path.of(URI.create("file:///" + percentEncode(target)));
        return absolute.subpath(0, absolute.getNameCount());
    }

    private static boolean keepsBytes(Path path) {
        return path.getFileSystem() == FileSystems.getDefault()
                && path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static byte[] percentDecode(String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }

    private static String percentEncode(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length * 3);
        for (byte b : bytes) {
            boolean plain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '/';
            if (plain || b == '.' || b == '-' || b == '_') {
                text.append((char) b);
            } else {
                text.append('%').append(HEX[(b >> 4) & 15]).append(HEX[b & 15]);
            }
        }
        return text.toString();
    }
}
