package io.coffer.backup.posix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Reads and writes extended attributes of what a path names, be it a symbolic link. */
final class ExtendedAttributes {
    /** Of all values of one file. The kernel sets no such limit; without one, a file could fill the heap. */
    private static final int MAXIMUM_TOTAL = 16 << 20;

    private static final int MAXIMUM_NAME = 255;

    private ExtendedAttributes() {}

    static Map<String, byte[]> read(Path path) throws FileSystemException {
        try (Scratch scratch = Scratch.acquire()) {
            long file = scratch.path(path);
            // The one call for most files.
            int length = list(scratch, file, path);
            if (length == 0) {
                return Map.of();
            }
            byte[] names = scratch.copyOfData(length);
            TreeMap<String, byte[]> attributes = new TreeMap<>();
            int total = 0;
            for (int start = 0, end; start < length; start = end + 1) {
                end = endOfName(names, start);
                if (end == start) {
                    continue;
                }
                byte[] value = get(scratch, file, path, names, start, end);
                String name = value == null ? null : decode(names, start, end, path);
                if (value == null || name == null) {
                    continue;
                }
                total += value.length;
                if (total > MAXIMUM_TOTAL) {
                    throw new FileSystemException(
                            path.toString(), null, "extended attributes of more than " + MAXIMUM_TOTAL + " bytes");
                }
                attributes.put(name, value);
            }
            return Collections.unmodifiableMap(attributes);
        }
    }

    private static int list(Scratch scratch, long file, Path path) throws FileSystemException {
        int capacity = Scratch.INITIAL_DATA;
        long result = Libc.llistxattr(file, scratch.data(capacity), capacity);
        if (result == -Errno.ERANGE) {
            capacity = Scratch.MAXIMUM_DATA;
            result = Libc.llistxattr(file, scratch.data(capacity), capacity);
        }
        if (result == -Errno.EOPNOTSUPP || result == -Errno.ENOSYS) {
            return 0;
        }
        if (result == -Errno.E2BIG) {
            throw new FileSystemException(
                    path.toString(), null, "names of extended attributes take more than " + capacity + " bytes");
        }
        if (result < 0) {
            throw Errno.failure(result, path, "cannot list extended attributes");
        }
        return (int) result;
    }

    private static byte @Nullable [] get(Scratch scratch, long file, Path path, byte[] names, int start, int end)
            throws FileSystemException {
        if (end - start > MAXIMUM_NAME) {
            throw new FileSystemException(
                    path.toString(), null, "extended attribute with a name of " + (end - start) + " bytes");
        }
        long name = scratch.name(names, start, end - start);
        int capacity = Scratch.INITIAL_DATA;
        long result = Libc.lgetxattr(file, name, scratch.data(capacity), capacity);
        if (result == -Errno.ERANGE) {
            capacity = Scratch.MAXIMUM_DATA;
            result = Libc.lgetxattr(file, name, scratch.data(capacity), capacity);
        }
        if (result >= 0) {
            return scratch.copyOfData((int) result);
        }
        return switch ((int) -result) {
            // Removed since it was listed; not for this caller; listed by a file system that does not hand it out.
            case Errno.ENODATA, Errno.EPERM, Errno.EACCES, Errno.EOPNOTSUPP -> null;
            default ->
                throw Errno.failure(
                        result, path, "cannot read extended attribute " + new String(names, start, end - start, UTF_8));
        };
    }

    static void set(Path path, String name, byte[] value) throws FileSystemException {
        byte[] encoded = encode(name, path);
        if (value.length > Scratch.MAXIMUM_DATA) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "cannot set extended attribute " + name + ": value of " + value.length + " bytes, the limit is "
                            + Scratch.MAXIMUM_DATA);
        }
        try (Scratch scratch = Scratch.acquire()) {
            long file = scratch.path(path);
            long result = Libc.lsetxattr(file, scratch.name(encoded, 0, encoded.length), value);
            if (result < 0) {
                throw Errno.failure(result, path, "cannot set extended attribute " + name);
            }
        }
    }

    static void remove(Path path, String name) throws FileSystemException {
        byte[] encoded = encode(name, path);
        try (Scratch scratch = Scratch.acquire()) {
            long file = scratch.path(path);
            long result = Libc.lremovexattr(file, scratch.name(encoded, 0, encoded.length));
            // Where there can be none, there is none.
            if (result < 0 && result != -Errno.ENODATA && result != -Errno.EOPNOTSUPP) {
                throw Errno.failure(result, path, "cannot remove extended attribute " + name);
            }
        }
    }

    /** Names may come from a repository, so they are not believed: a zero would cut the name to another one. */
    private static byte[] encode(String name, Path path) throws FileSystemException {
        byte[] encoded = name.getBytes(UTF_8);
        if (encoded.length < 1
                || encoded.length > MAXIMUM_NAME
                || name.indexOf('\0') >= 0
                || !UTF_8.newEncoder().canEncode(name)) {
            throw new FileSystemException(path.toString(), null, "not a name of an extended attribute: " + name);
        }
        return encoded;
    }

    private static @Nullable String decode(byte[] names, int start, int end, Path path) {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(names, start, end - start))
                    .toString();
        } catch (CharacterCodingException e) {
            LoggerFactory.getLogger(PosixFiles.class)
                    .warn(
                            "{}: an extended attribute is left out, for its name is not valid UTF-8: {} (hexadecimal {})",
                            path,
                            new String(names, start, end - start, ISO_8859_1),
                            HexFormat.of().formatHex(names, start, end));
            return null;
        }
    }

    private static int endOfName(byte[] names, int start) {
        int end = start;
        while (end < names.length && names[end] != 0) {
            end++;
        }
        return end;
    }
}
