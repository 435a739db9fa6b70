package io.coffer.backup.testkit;

import io.coffer.backup.spi.ObjectColdException;
import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectLockedException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreException;
import io.coffer.backup.testkit.BrokenStores.Broken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What can be wrong with cold and with locked objects. */
final class BrokenVaults {
    private BrokenVaults() {}

    static List<Broken> all() {
        return List.of(
                new Broken("everything must be recalled", "recallOfWhatIsReadableIsDone", Slow::new),
                new Broken("what is cold is empty", "coldObjectsAreNotRead", Empty::new),
                new Broken("what is cold is a failure", "coldObjectsAreNotRead", Vague::new),
                new Broken("recalling does nothing", "recalledObjectsBecomeReadable", Idle::new),
                new Broken("recalling passes over what is missing", "recallOfWhatIsMissingFails", Lenient::new),
                new Broken("retaining seems to work", "retainIsRefusedWithoutObjectLock", Pretending::new),
                new Broken("retaining does nothing", "retainedObjectsAreNotDeleted", Forgetting::new),
                new Broken("a refused delete seems to work", "retainedObjectsAreNotDeleted", Silent::new),
                new Broken("what is kept can be replaced", "retainedObjectsAreNotReplaced", Replacing::new),
                new Broken("retention is shortened", "retentionIsNeverShortened", Shortening::new),
                new Broken("retaining passes over what is missing", "retainOfWhatIsMissingFails", Lenient::new));
    }

    private static final class Slow extends VaultStore {
        Slow(ObjectStore target) {
            super(target);
        }

        @Override
        public Collection<String> recall(Collection<String> names) throws IOException {
            super.recall(names);
            return names;
        }
    }

    private static final class Empty extends VaultStore {
        Empty(ObjectStore target) {
            super(target);
        }

        @Override
        public InputStream get(String name) throws IOException {
            try {
                return super.get(name);
            } catch (ObjectColdException e) {
                return new ByteArrayInputStream(new byte[0]);
            }
        }
    }

    private static final class Vague extends VaultStore {
        Vague(ObjectStore target) {
            super(target);
        }

        @Override
        public byte[] get(String name, long offset, int length) throws IOException {
            try {
                return super.get(name, offset, length);
            } catch (ObjectColdException e) {
                throw new StoreException("403", name, true, e);
            }
        }
    }

    private static final class Idle extends VaultStore {
        Idle(ObjectStore target) {
            super(target);
        }

        @Override
        public Collection<String> recall(Collection<String> names) throws IOException {
            super.recall(names);
            return List.of();
        }
    }

    private static final class Lenient extends VaultStore {
        Lenient(ObjectStore target) {
            super(target);
        }

        @Override
        public Collection<String> recall(Collection<String> names) throws IOException {
            return super.recall(present(names));
        }

        @Override
        public void retain(Collection<String> names, Instant until) throws IOException {
            super.retain(present(names), until);
        }

        private List<String> present(Collection<String> names) throws IOException {
            List<String> present = new ArrayList<>();
            for (String name : names) {
                if (BrokenWriters.isThere(target, name)) {
                    present.add(name);
                }
            }
            return present;
        }
    }

    private static final class Pretending extends FilterStore {
        Pretending(ObjectStore target) {
            super(target);
        }

        @Override
        public void retain(Collection<String> names, Instant until) {}
    }

    private static final class Forgetting extends VaultStore {
        Forgetting(ObjectStore target) {
            super(target);
        }

        @Override
        public void retain(Collection<String> names, Instant until) {}
    }

    private static final class Silent extends VaultStore {
        Silent(ObjectStore target) {
            super(target);
        }

        @Override
        public void delete(Collection<String> names) throws IOException {
            try {
                super.delete(names);
            } catch (ObjectLockedException e) {
                target.stat(e.getMessage().split(" ")[0]);
            }
        }
    }

    private static final class Replacing extends VaultStore {
        Replacing(ObjectStore target) {
            super(target);
        }

        @Override
        public void put(String name, ObjectData data, PutCondition condition) throws IOException {
            target.put(name, data, condition);
        }
    }

    private static final class Shortening extends VaultStore {
        private final List<Instant> ends = new ArrayList<>();

        Shortening(ObjectStore target) {
            super(target);
        }

        @Override
        public synchronized void retain(Collection<String> names, Instant until) throws IOException {
            super.retain(names, until);
            ends.add(until);
        }

        @Override
        public synchronized void delete(Collection<String> names) throws IOException {
            boolean ended = !ends.isEmpty() && clock().instant().isAfter(ends.get(ends.size() - 1));
            if (ended) {
                target.delete(names);
            } else {
                super.delete(names);
            }
        }
    }
}
