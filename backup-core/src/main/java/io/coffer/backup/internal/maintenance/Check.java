package io.coffer.backup.internal.maintenance;

import io.coffer.backup.CheckReport;
import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.RepositoryNotFoundException;
import io.coffer.backup.UnsupportedFormatException;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.format.Config;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.format.SessionCodec;
import io.coffer.backup.internal.repository.ColdStorage;
import io.coffer.backup.internal.repository.ConfigObject;
import io.coffer.backup.internal.repository.Objects;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Checks a repository: references from manifests to packs always, data as far as it is asked for. */
public final class Check {
    private final RepositoryCore core;
    private final double share;
    private final Duration coldWait;
    private final Monitor monitor;
    private final Findings findings = new Findings();
    private final LongAdder readPacks = new LongAdder();
    private final LongAdder readBytes = new LongAdder();
    private final Map<PackId, ObjectInfo> stored = new HashMap<>();
    /** Packs that the index names and that are not there, with the index object; a prune may have moved them. */
    private final Map<PackId, String> missing = new ConcurrentHashMap<>();

    private long packs;

    private Check(RepositoryCore core, double share, Duration coldWait, Monitor monitor) {
        this.core = core;
        this.share = share;
        this.coldWait = coldWait;
        this.monitor = monitor;
    }

    /**
     * Runs a check.
     *
     * @param core the repository
     * @param share of the packs whose data is read, from 0 to 1
     * @param coldWait how long storage may take to bring what it keeps cold
     * @param monitor counts
     * @return what was found
     * @throws IOException when the storage fails
     */
    public static CheckReport run(RepositoryCore core, double share, Duration coldWait, Monitor monitor)
            throws IOException {
        return new Check(core, share, coldWait, monitor).run();
    }

    private CheckReport run() throws IOException {
        // Manifests first: what they refer to was in the index before they were there.
        Set<String> snapshots = core.snapshots().ids();
        checkConfig();
        checkSessions();
        // From the storage: a cache that is whole must not hide that the storage is not.
        core.indexLoader().reload(unusable -> findings.add(unusable.subject(), unusable));
        core.store().list(ObjectType.DATA_PACK.prefix(), this::found);
        int unreferenced;
        try (TaskGroup tasks = core.newFetches("the check")) {
            List<PackToRead> toRead = new ArrayList<>();
            unreferenced = checkPacks(toRead);
            if (share > 0) {
                // How many trees there are nobody knows before they are read: packs are what counts.
                monitor.expect(
                        toRead.size(),
                        toRead.stream().mapToLong(pack -> pack.object().size()).sum());
            }
            new ColdStorage(core.environment(), coldWait, monitor)
                    .bring(toRead.stream().map(pack -> pack.object().name()).toList());
            readPacks(toRead, tasks);
            // Meanwhile, in this thread.
            ReferenceCheck references = new SnapshotCheck(core, () -> followReferences(tasks)).run(snapshots);
            findings.addAll(references.findings());
            tasks.join();
            confirmMissing();
            return new CheckReport(
                    references.snapshots(),
                    references.trees(),
                    references.contents(),
                    packs,
                    readPacks.sum(),
                    readBytes.sum(),
                    findings.damages(),
                    findings.count(),
                    unreferenced,
                    monitor.elapsed());
        }
    }

    private ReferenceCheck followReferences(TaskGroup tasks) {
        return new ReferenceCheck(core, tasks, monitor, share == 0, stored::containsKey);
    }

    private void checkConfig() throws IOException {
        try {
            var unused = Config.decode(ConfigObject.read(core.store()));
        } catch (CorruptObjectException | UnsupportedFormatException | RepositoryNotFoundException damaged) {
            findings.add(ObjectType.CONFIG.prefix(), damaged.finding());
        }
    }

    private void checkSessions() throws IOException {
        for (ObjectInfo session : Objects.list(core.store(), ObjectType.SESSION.prefix())) {
            try {
                byte[] bytes = Objects.readAll(core.store(), session.name(), SessionCodec.MAX_LENGTH);
                var unused = core.envelopes()
                        .unwrap(session.name(), ObjectType.SESSION, session.name(), ByteBuffer.wrap(bytes));
            } catch (CorruptObjectException | UnsupportedFormatException damaged) {
                findings.add(session.name(), damaged);
            } catch (ObjectNotFoundException ended) {
                // As sessions do.
                continue;
            }
        }
    }

    private void found(ObjectInfo pack) {
        try {
            stored.put(PackId.ofObject(pack.name()), pack);
        } catch (IllegalArgumentException foreign) {
            findings.add(pack.name(), "it lies among the packs and has not the name of one");
        }
    }

    /** A pack of the index whose data is to be read. */
    private record PackToRead(IndexTable table, int number, ObjectInfo object) {}

    private void readPacks(List<PackToRead> toRead, TaskGroup tasks) throws IOException {
        PackCheck packCheck = new PackCheck(core);
        tasks.addAll(toRead.stream()
                .<TaskGroup.Task>map(pack -> () -> readPack(packCheck, pack.table(), pack.number(), pack.object()))
                .iterator());
    }

    private int checkPacks(List<PackToRead> toRead) throws IOException {
        int referenced = 0;
        for (Index.Run run : core.index().runs()) {
            IndexTable table = run.table();
            for (int number = 0; number < table.packCount(); number++) {
                if (!run.isHome(number)) {
                    continue;
                }
                packs++;
                IndexTable.Pack pack = table.pack(number);
                ObjectInfo object = stored.get(pack.id());
                String name = pack.id().objectName();
                if (object == null) {
                    missing.put(pack.id(), table.name());
                    continue;
                }
                referenced++;
                if (object.size() != pack.length()) {
                    findings.add(name, "the pack has " + object.size() + " bytes, expected " + pack.length());
                } else if (share > 0 && core.environment().random().nextDouble() < share) {
                    toRead.add(new PackToRead(table, number, object));
                }
            }
        }
        return stored.size() - referenced;
    }

    /** A pack that is missing is damage only if the index still names it: prunes delete packs while a check runs. */
    private void confirmMissing() throws IOException {
        if (missing.isEmpty()) {
            return;
        }
        Index index = new Index();
        core.newIndexLoader(index).reload(unusable -> findings.add(unusable.subject(), unusable));
        PackTable now = new PackTable(index.runs());
        for (Map.Entry<PackId, String> pack : missing.entrySet()) {
            int number = now.find(pack.getKey());
            if (number >= 0 && now.isHome(number)) {
                String name = pack.getKey().objectName();
                findings.add(name, "the pack is missing, " + pack.getValue() + " names it");
            }
        }
    }

    private void readPack(PackCheck packCheck, IndexTable table, int number, ObjectInfo object) throws IOException {
        try {
            readBytes.add(packCheck.check(table, number, object, findings));
        } catch (ObjectNotFoundException gone) {
            missing.put(table.pack(number).id(), table.name());
        } catch (CorruptObjectException | UnsupportedFormatException damaged) {
            findings.add(object.name(), damaged);
        }
        readPacks.increment();
        monitor.done(1, object.size(), object.name());
    }
}
