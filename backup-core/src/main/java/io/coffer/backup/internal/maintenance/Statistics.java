package io.coffer.backup.internal.maintenance;

import io.coffer.backup.RepositoryStatistics;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.repository.RepositoryCore;
import java.io.IOException;

/** Counts what a repository stores. */
public final class Statistics {
    private Statistics() {}

    private static final class Sums {
        private long objects;
        private long bytes;
        private long packBytes;
        private long indexBytes;
    }

    /**
     * Counts.
     *
     * @param core the repository
     * @return figures of this moment
     * @throws IOException when the storage fails
     */
    public static RepositoryStatistics of(RepositoryCore core) throws IOException {
        core.indexLoader().refresh();
        Sums sums = new Sums();
        core.store().list("", object -> {
            sums.objects++;
            sums.bytes += object.size();
            sums.packBytes += object.name().startsWith(ObjectType.DATA_PACK.prefix()) ? object.size() : 0;
            sums.indexBytes += object.name().startsWith(ObjectType.INDEX.prefix()) ? object.size() : 0;
        });
        long packs = 0;
        long contents = 0;
        long contentBytes = 0;
        for (Index.Run run : core.index().runs()) {
            IndexTable table = run.table();
            for (int number = 0; number < table.packCount(); number++) {
                packs += run.isHome(number) ? 1 : 0;
            }
            for (int at = 0; at < table.size(); at++) {
                if (run.isHome(table.packOf(at))) {
                    contents++;
                    contentBytes += table.entry(at).length();
                }
            }
        }
        return new RepositoryStatistics(
                core.snapshots().ids().size(),
                packs,
                contents,
                contentBytes,
                sums.packBytes,
                sums.indexBytes,
                sums.bytes,
                sums.objects);
    }
}
