package io.coffer.backup.internal.maintenance;

import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNotFoundException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Reads all packs that are homes, and finds those that are damaged or missing. */
final class DamagedPacks {
    private final RepositoryCore core;
    private final Monitor monitor;
    private final Findings findings;
    private final Map<PackId, ObjectInfo> stored = new HashMap<>();
    private final Set<PackId> damaged = ConcurrentHashMap.newKeySet();
    private final Set<PackId> missing = ConcurrentHashMap.newKeySet();

    private DamagedPacks(RepositoryCore core, Monitor monitor, Findings findings) {
        this.core = core;
        this.monitor = monitor;
        this.findings = findings;
    }

    /** Finds them; afterwards the index is as it was after the last pack was read. */
    static Set<PackId> find(RepositoryCore core, Monitor monitor, Findings findings) throws IOException {
        return new DamagedPacks(core, monitor, findings).find();
    }

    private Set<PackId> find() throws IOException {
        core.store().list(ObjectType.DATA_PACK.prefix(), object -> {
            try {
                stored.put(PackId.ofObject(object.name()), object);
            } catch (IllegalArgumentException foreign) {
                findings.add(object.name(), "it lies among the packs and has not the name of one");
            }
        });
        List<Index.Run> runs = core.index().runs();
        monitor.expect(
                stored.size(),
                stored.values().stream().mapToLong(ObjectInfo::size).sum());
        try (TaskGroup tasks = core.newFetches("the repair")) {
            PackCheck check = PackCheck.withoutParity(core);
            for (Index.Run run : runs) {
                for (int number = 0; number < run.table().packCount(); number++) {
                    if (run.isHome(number)) {
                        look(check, run.table(), number, tasks);
                    }
                }
            }
            tasks.join();
        }
        confirmMissing();
        return new TreeSet<>(damaged);
    }

    private void look(PackCheck check, IndexTable table, int number, TaskGroup tasks) throws IOException {
        IndexTable.Pack pack = table.pack(number);
        ObjectInfo object = stored.get(pack.id());
        if (object == null) {
            missing.add(pack.id());
        } else if (object.size() != pack.length()) {
            findings.add(object.name(), "the pack has " + object.size() + " bytes, expected " + pack.length());
            damaged.add(pack.id());
        } else {
            tasks.add(() -> read(check, table, number, pack.id(), object));
        }
    }

    private void read(PackCheck check, IndexTable table, int number, PackId pack, ObjectInfo object)
            throws IOException {
        Findings found = new Findings();
        try {
            long unused = check.check(table, number, object, found);
        } catch (ObjectNotFoundException gone) {
            missing.add(pack);
        } catch (CorruptObjectException corrupt) {
            found.add(object.name(), corrupt);
        }
        if (found.count() > 0) {
            damaged.add(pack);
            findings.addAll(found);
        }
        monitor.done(1, object.size(), object.name());
    }

    /** A pack that is missing is damage only if the index still names it: prunes delete packs meanwhile. */
    private void confirmMissing() throws IOException {
        core.indexLoader().refresh();
        PackTable now = new PackTable(core.index().runs());
        for (PackId pack : missing) {
            int number = now.find(pack);
            if (number >= 0 && now.isHome(number)) {
                findings.add(pack.objectName(), "the pack is missing, and the index names it");
                damaged.add(pack);
            }
        }
    }
}
