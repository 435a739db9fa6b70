package io.coffer.backup.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarUtils;

/** Tells what kind of archive a file is. */
final class FormatDetection {
    private static final int BLOCK = 512;

    private FormatDetection() {}

    static ArchiveFormat of(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(BLOCK);
        }
        if (starts(start, "504b0304") || starts(start, "504b0506")) {
            return ArchiveFormat.ZIP;
        }
        if (starts(start, "1f8b")) {
            return ArchiveFormat.TAR_GZ;
        }
        if (starts(start, "28b52ffd")) {
            return ArchiveFormat.TAR_ZST;
        }
        if (starts(start, "fd377a585a00")) {
            return ArchiveFormat.TAR_XZ;
        }
        boolean empty = Arrays.equals(start, new byte[BLOCK]);
        if (empty || (start.length == BLOCK && isTarHeader(start))) {
            return ArchiveFormat.TAR;
        }
        throw new ArchiveException(
                file + " is no archive of a known kind (zip, or tar alone or with gzip, Zstandard or xz), or it is cut"
                        + " short",
                null);
    }

    private static boolean isTarHeader(byte[] block) {
        try {
            return TarUtils.verifyCheckSum(block);
        } catch (IllegalArgumentException noNumber) {
            return false;
        }
    }

    private static boolean starts(byte[] start, String hex) {
        byte[] magic = HexFormat.of().parseHex(hex);
        return start.length >= magic.length && Arrays.equals(start, 0, magic.length, magic, 0, magic.length);
    }
}
