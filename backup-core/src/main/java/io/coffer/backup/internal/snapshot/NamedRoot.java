package io.coffer.backup.internal.snapshot;

import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.source.SourceChildren;
import io.coffer.backup.source.SourceEntry;
import java.io.IOException;
import java.util.Map;

/** The root directory of a source under the name that the source has in its snapshot. */
record NamedRoot(EntryName name, SourceEntry root) implements SourceEntry {
    NamedRoot(String name, SourceEntry root) {
        this(EntryName.of(name), root);
    }

    @Override
    public EntryAttributes attributes() {
        return root.attributes();
    }

    @Override
    public SourceChildren children() throws IOException {
        return root.children();
    }

    @Override
    public Map<String, byte[]> extendedAttributes() throws IOException {
        return root.extendedAttributes();
    }
}
