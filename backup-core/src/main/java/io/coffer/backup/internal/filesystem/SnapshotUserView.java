package io.coffer.backup.internal.filesystem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The extended attributes of an entry that belong to users, as the JDK shows them on Linux; sets none. */
record SnapshotUserView(SnapshotPath path, boolean follow) implements UserDefinedFileAttributeView {
    static final String NAME = "user";

    /** Full names have it. Those of other namespaces are not for this view. */
    private static final String PREFIX = "user.";

    @Override
    public String name() {
        return NAME;
    }

    private Map<String, byte[]> attributes() throws IOException {
        return path.getFileSystem().node(path, follow).extendedAttributes();
    }

    private byte[] value(String name) throws IOException {
        byte[] value = attributes().get(PREFIX + name);
        if (value == null) {
            throw new FileSystemException(path.toString(), null, "there is no extended attribute '" + name + "'");
        }
        return value;
    }

    @Override
    public List<String> list() throws IOException {
        List<String> names = new ArrayList<>();
        for (String name : attributes().keySet()) {
            if (name.startsWith(PREFIX)) {
                names.add(name.substring(PREFIX.length()));
            }
        }
        return names;
    }

    @Override
    public int size(String name) throws IOException {
        return value(name).length;
    }

    @Override
    public int read(String name, ByteBuffer destination) throws IOException {
        if (destination.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only");
        }
        byte[] value = value(name);
        if (value.length > destination.remaining()) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "the extended attribute '" + name + "' has " + value.length + " bytes, the buffer has room for "
                            + destination.remaining());
        }
        destination.put(value);
        return value.length;
    }

    /** The values of some attributes; of all, when a star is among the names. */
    Map<String, Object> read(List<String> names) throws IOException {
        Map<String, Object> values = new HashMap<>();
        for (String name : names.contains("*") ? list() : names) {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("the name of an attribute is empty");
            }
            values.put(name, value(name).clone());
        }
        return values;
    }

    @Override
    public int write(String name, ByteBuffer source) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void delete(String name) {
        throw new ReadOnlyFileSystemException();
    }
}
