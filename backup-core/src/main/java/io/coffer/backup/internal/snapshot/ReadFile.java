package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.DataRange;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that a file's entry says, but for its content: that was read, and may still be on its way into the repository. */
record ReadFile(
        EntryName name,
        EntryAttributes attributes,
        @Nullable List<DataRange> ranges,
        Map<String, byte[]> extendedAttributes,
        boolean changing) {
    ReadFile thatChanges() {
        return new ReadFile(name, attributes, ranges, extendedAttributes, true);
    }

    Node with(ContentReference content) {
        return new Node(name, attributes, content, ranges, null, extendedAttributes, changing);
    }
}
