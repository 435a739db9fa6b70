package io.coffer.backup.archive;

import java.util.Locale;
import java.util.Optional;

/** Kinds of archives. */
public enum ArchiveFormat {
    /** A tar archive, not compressed. */
    TAR("tar"),
    /** A tar archive, compressed with gzip: read everywhere. */
    TAR_GZ("tar.gz"),
    /** A tar archive, compressed with Zstandard: smaller and several times as fast. */
    TAR_ZST("tar.zst"),
    /** A tar archive, compressed with xz: the smallest, and slow. */
    TAR_XZ("tar.xz"),
    /** A zip archive, with each file compressed by itself. */
    ZIP("zip");

    private final String extension;

    ArchiveFormat(String extension) {
        this.extension = extension;
    }

    /**
     * Says how names of such files end.
     *
     * @return without the dot, such as {@code tar.gz}
     */
    public String extension() {
        return extension;
    }

    /**
     * Finds the format that a file's name tells.
     *
     * @param fileName in upper or lower case; {@code .tgz}, {@code .tzst} and {@code .txz} are understood too
     * @return nothing for other names
     */
    public static Optional<ArchiveFormat> ofFileName(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        for (ArchiveFormat format : values()) {
            if (name.endsWith("." + format.extension)) {
                return Optional.of(format);
            }
        }
        if (name.endsWith(".tgz")) {
            return Optional.of(TAR_GZ);
        }
        if (name.endsWith(".tzst")) {
            return Optional.of(TAR_ZST);
        }
        return name.endsWith(".txz") ? Optional.of(TAR_XZ) : Optional.empty();
    }
}
