package io.coffer.backup.archive;

import io.coffer.backup.Node;
import io.coffer.backup.model.ContentReference;

/**
 * An entry on its way into an archive.
 *
 * @param path as bytes, with slashes, none at the start or end
 * @param shown the path as text, for people
 * @param node what is known of it
 */
record ExportEntry(byte[] path, String shown, Node node) {
    /** How many bytes a reader of the file gets, holes and all. */
    long size() {
        ContentReference content = node.content();
        return node.dataRanges() != null || content == null ? node.attributes().size() : content.size();
    }
}
