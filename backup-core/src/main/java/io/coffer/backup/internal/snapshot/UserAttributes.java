package io.coffer.backup.internal.snapshot;

import io.coffer.backup.spi.PlatformFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Extended attributes that belong to users, of a file that is there.
 *
 * @param file not a link
 * @param platform what is possible beyond the JDK, or null
 */
record UserAttributes(Path file, @Nullable PlatformFiles platform) {
    private static final String PREFIX = "user.";

    /** Their full names; none where the file system has none. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        try {
            if (platform != null) {
                names.addAll(platform.extendedAttributes(file).keySet());
                names.removeIf(name -> !name.startsWith(PREFIX));
            } else {
                UserDefinedFileAttributeView view = view();
                if (view != null) {
                    view.list().forEach(name -> names.add(PREFIX + name));
                }
            }
        } catch (IOException | UnsupportedOperationException none) {
            return List.of();
        }
        return names;
    }

    void remove(String name) throws IOException {
        if (platform != null) {
            platform.removeExtendedAttribute(file, name);
            return;
        }
        UserDefinedFileAttributeView view = view();
        if (view != null) {
            view.delete(name.substring(PREFIX.length()));
        }
    }

    private @Nullable UserDefinedFileAttributeView view() {
        return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }
}
