package io.coffer.backup.tests.simulation;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectVisitor;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreCapabilities;
import io.coffer.backup.spi.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The storage as one actor has it: each operation is a step, and one of them may be its last. A subclass may cheat, to
 * break a rule.
 */
class ActorStore implements ObjectStore {

    protected final SharedStorage storage;
    private final Baton.Runner runner;
    private int operationsLeft;
    private final boolean crashAfterEffect;
    private boolean crashed;
    private Supplier<Duration> lag;
    private boolean weak;
    private boolean far;

    /**
     * Makes a view.
     *
     * @param runner to let others go first; null where there is nobody else
     * @param operationsLeft the number of the operation at which the actor dies; 0 for never
     * @param crashAfterEffect whether that operation has its effect
     */
    ActorStore(SharedStorage storage, Baton.Runner runner, int operationsLeft, boolean crashAfterEffect) {
        this.storage = storage;
        this.runner = runner;
        this.operationsLeft = operationsLeft;
        this.crashAfterEffect = crashAfterEffect;
    }

    /**
     * Lets listings lag.
     *
     * @param draws by how much
     * @param said whether the capabilities say so
     */
    void lag(Supplier<Duration> draws, boolean said) {
        lag = draws;
        weak = said;
    }

    /** Says that each operation goes over a network, so that the cache also keeps packs. */
    void farAway() {
        far = true;
    }

    boolean hasCrashed() {
        return crashed;
    }

    /** Lets others go first; dies when it is time to. Gives whether it dies after the effect. */
    protected final boolean step() throws IOException {
        if (crashed) {
            throw dead();
        }
        if (runner != null) {
            runner.step();
        }
        if (operationsLeft > 0 && --operationsLeft == 0) {
            crashed = true;
            if (!crashAfterEffect) {
                throw dead();
            }
            return true;
        }
        return false;
    }

    private static StoreException dead() {
        return new StoreException("the actor is dead", null, false, null);
    }

    private static void end(boolean dies) throws IOException {
        if (dies) {
            throw dead();
        }
    }

    @Override
    public void put(String name, ObjectData data, PutCondition condition) throws IOException {
        byte[] bytes;
        try (InputStream in = data.newInputStream()) {
            bytes = in.readAllBytes();
        }
        boolean dies = step();
        if (condition == PutCondition.IF_ABSENT && storage.objects.containsKey(name)) {
            throw new ObjectExistsException(name + " is there", name, null);
        }
        putNow(name, bytes);
        end(dies);
    }

    protected void putNow(String name, byte[] bytes) throws IOException {
        storage.put(name, bytes);
    }

    @Override
    public InputStream get(String name) throws IOException {
        boolean dies = step();
        byte[] bytes = find(name).bytes();
        end(dies);
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public byte[] get(String name, long offset, int length) throws IOException {
        boolean dies = step();
        byte[] bytes = Arrays.copyOfRange(find(name).bytes(), (int) offset, (int) offset + length);
        end(dies);
        return bytes;
    }

    @Override
    public ObjectInfo stat(String name) throws IOException {
        boolean dies = step();
        ObjectInfo info = info(name, find(name));
        end(dies);
        return info;
    }

    protected SharedStorage.Stored find(String name) throws IOException {
        SharedStorage.Stored object = storage.objects.get(name);
        if (object == null) {
            throw new ObjectNotFoundException("there is no " + name, name, null);
        }
        return object;
    }

    private static ObjectInfo info(String name, SharedStorage.Stored object) {
        return new ObjectInfo(name, object.bytes().length, object.modified());
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws IOException {
        boolean dies = step();
        for (Map.Entry<String, SharedStorage.Stored> object : listNow(prefix).entrySet()) {
            visitor.visit(info(object.getKey(), object.getValue()));
        }
        end(dies);
    }

    protected Map<String, SharedStorage.Stored> listNow(String prefix) throws IOException {
        return lag == null ? storage.list(prefix) : storage.list(prefix, lag.get());
    }

    @Override
    public void delete(Collection<String> names) throws IOException {
        for (String name : names) {
            boolean dies = step();
            deleteNow(name);
            end(dies);
        }
    }

    protected void deleteNow(String name) throws IOException {
        storage.delete(name);
    }

    @Override
    public StoreCapabilities capabilities() {
        return StoreCapabilities.builder()
                .serverTime(true)
                .stronglyConsistent(!weak)
                .remote(far)
                .build();
    }

    @Override
    public String location() {
        return "simulation:";
    }

    @Override
    public void close() {}
}
