package io.coffer.backup.internal.snapshot;

import io.coffer.backup.model.DataRange;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.source.SourceChildren;
import io.coffer.backup.source.SourceEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks entries of a source, so that what fails there is a {@link SourceException}. A method for each question rather
 * than one that takes a lambda: several are asked of every file, and lambdas that capture something are slow until the
 * optimizing compiler has seen them.
 */
final class Asking {
    private Asking() {}

    static SourceChildren children(SourceEntry entry) throws SourceException {
        try {
            return entry.children();
        } catch (IOException failed) {
            throw new SourceException(failed);
        }
    }

    static InputStream open(SourceEntry entry) throws SourceException {
        try {
            return entry.open();
        } catch (IOException failed) {
            throw new SourceException(failed);
        }
    }

    static void close(InputStream opened) throws SourceException {
        try {
            opened.close();
        } catch (IOException failed) {
            throw new SourceException(failed);
        }
    }

    static @Nullable List<DataRange> dataRanges(SourceEntry entry) throws SourceException {
        try {
            return entry.dataRanges();
        } catch (IOException failed) {
            throw new SourceException(failed);
        }
    }

    static byte[] linkTarget(SourceEntry entry) throws SourceException {
        try {
            return entry.linkTarget();
        } catch (IOException failed) {
            throw new SourceException(failed);
        }
    }

    static Map<String, byte[]> extendedAttributes(SourceEntry entry) throws SourceException {
        try {
            return entry.extendedAttributes();
        } catch (IOException failed) {
            throw new SourceException(failed);
        }
    }

    static EntryAttributes currentAttributes(SourceEntry entry) throws SourceException {
        try {
            return entry.currentAttributes();
        } catch (IOException failed) {
            throw new SourceException(failed);
        }
    }

    static boolean hasChangedSince(SourceEntry entry, EntryAttributes earlier) throws SourceException {
        try {
            return entry.hasChangedSince(earlier);
        } catch (IOException failed) {
            throw new SourceException(failed);
        }
    }
}
