package io.coffer.backup.internal.filesystem;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.util.List;

/** URIs of paths in snapshots: the file system as their authority, and the bytes of each name. */
final class SnapshotUri {
    private static final String PLAIN = ".-_~";

    private SnapshotUri() {}

    static URI of(String authority, List<String> names) {
        StringBuilder uri =
                new StringBuilder(SnapshotProvider.SCHEME).append("://").append(authority);
        for (String name : names) {
            uri.append('/');
            for (byte b : NameText.bytes(name)) {
                boolean plain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
                if (plain || PLAIN.indexOf(b) >= 0) {
                    uri.append((char) b);
                } else {
                    uri.append(String.format("%%%02X", b & 0xff));
                }
            }
        }
        return URI.create(names.isEmpty() ? uri + "/" : uri.toString());
    }

    /** The file system that a URI leads to. */
    static SnapshotFileSystem fileSystem(URI uri) {
        String authority = uri.getRawAuthority();
        String path = uri.getRawPath();
        boolean whole = authority != null && path != null && path.startsWith("/");
        if (!SnapshotProvider.SCHEME.equalsIgnoreCase(uri.getScheme())
                || !whole
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("not the URI of a path in a snapshot: " + uri);
        }
        SnapshotFileSystem fileSystem = OpenFileSystems.find(authority);
        if (fileSystem == null) {
            throw new FileSystemNotFoundException(
                    "no file system of a snapshot is open that this URI leads to; ask a snapshot for one: " + uri);
        }
        return fileSystem;
    }

    static SnapshotPath path(URI uri) {
        SnapshotFileSystem fileSystem = fileSystem(uri);
        return SnapshotPath.parse(fileSystem, NameText.of(decode(uri.getRawPath())));
    }

    /** The bytes that a part of a URI stands for. That there are two digits behind each percent sign URI has seen to. */
    private static byte[] decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            if (point == '%') {
                bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
                i += 3;
            } else {
                bytes.writeBytes(NameText.bytes(Character.toString(point)));
                i += Character.charCount(point);
            }
        }
        return bytes.toByteArray();
    }
}
