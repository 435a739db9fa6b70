package io.coffer.backup.spi;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * The raw storage of a repository: named, immutable byte strings.
 *
 * <p>An application never calls this; it opens a repository on it. A provider implements it once for
 * a kind of storage and registers an {@link ObjectStoreProvider}. Retry, throttling, metrics and
 * access restriction are decorators around a store and never inside one.
 *
 * <p>Names are relative to the root of the store: one to eight segments joined by {@code /}, each of
 * one to 128 of the characters {@code a-z 0-9 . _ -}, none of them {@code .} or {@code ..}, and at most
 * 200 characters in all ({@link ObjectNames#check} enforces it).
 *
 * <p>An implementation must keep these obligations:
 *
 * <ul>
 *   <li><b>Atomic visibility.</b> An object is seen whole or not at all, by {@code get}, {@code stat}
 *       and {@code list} alike, also when the writer is killed or the machine loses power in the
 *       middle of {@code put}. What a broken {@code put} leaves behind is never listed.
 *   <li><b>Durable when told.</b> When {@code put} returns, the object survives a crash of the process
 *       and, as far as the storage can promise it, of the machine.
 *   <li><b>Read after write.</b> When {@code put} or {@code delete} has returned, every later call of
 *       anybody sees its effect, {@code list} included, unless
 *       {@link StoreCapabilities#stronglyConsistent()} is false.
 *   <li><b>No overwriting half way.</b> {@code put} without a condition on a name that exists replaces
 *       the object atomically: readers see the old bytes or the new ones.
 *   <li><b>Failure leaves nothing.</b> When {@code put} throws, the object is either whole (the storage
 *       did it, and only the answer was lost) or absent. Repeating the call is safe.
 *   <li><b>Thread safety.</b> All methods may be called by many threads at once, on the same names too.
 *   <li><b>Interruption.</b> A call whose thread is interrupted may finish or may throw
 *       {@link java.io.InterruptedIOException} or
 *       {@link java.nio.channels.ClosedByInterruptException}; the store stays usable for other threads.
 *   <li><b>Errors.</b> What is not there throws {@link ObjectNotFoundException}, a failed condition
 *       {@link ObjectExistsException}; anything else is a {@link StoreException} that names the object
 *       and says through {@link StoreException#isTemporary()} whether the same call may succeed later.
 *       No message holds a secret.
 * </ul>
 */
public interface ObjectStore extends AutoCloseable {

    /**
     * Stores an object under a name.
     *
     * @param name where to
     * @param data the whole object; read from its start, once for each attempt
     * @param condition whether an object of that name may be there already
     * @throws ObjectExistsException when the condition is {@link PutCondition#IF_ABSENT} and the name is
     *     taken; the object there is untouched. Only stores with
     *     {@link StoreCapabilities#conditionalPut()} can promise that exactly one of several
     *     simultaneous callers wins; the others check first and then write.
     * @throws StoreFullException when the storage has no room; what was there before is untouched
     * @throws StoreException when the storage fails otherwise
     */
    void put(String name, ObjectData data, PutCondition condition) throws IOException;

    /**
     * Opens an object for reading from its start to its end.
     *
     * @param name which
     * @return the bytes; the caller closes it, from the thread that opened it or another
     * @throws ObjectNotFoundException when there is none of that name
     * @throws ObjectColdException when it must be {@linkplain #recall recalled} first
     * @throws StoreException when the storage fails
     */
    InputStream get(String name) throws IOException;

    /**
     * Reads a part of an object.
     *
     * @param name which
     * @param offset of the first byte, from 0
     * @param length how many bytes, 1 or more
     * @return exactly the bytes asked for
     * @throws ObjectNotFoundException when there is none of that name
     * @throws ObjectColdException when it must be {@linkplain #recall recalled} first
     * @throws RangeNotSatisfiableException when the object ends before {@code offset + length}
     * @throws StoreException when the storage fails
     */
    byte[] get(String name, long offset, int length) throws IOException;

    /**
     * Tells size and age of an object without reading it.
     *
     * @param name which
     * @return what the storage knows
     * @throws ObjectNotFoundException when there is none of that name
     * @throws StoreException when the storage fails
     */
    ObjectInfo stat(String name) throws IOException;

    /**
     * Lists every object whose name starts with a prefix, in no particular order, each once.
     *
     * <p>Objects that are put or deleted while the listing runs may or may not be in it; all others are.
     * The listing is streamed: an implementation must not gather more than a page of it.
     *
     * @param prefix any start of a name, also one that ends inside a segment; empty for everything
     * @param visitor called for each object, by the calling thread; what it throws ends the listing
     * @throws StoreException when the storage fails; some objects may have been visited by then
     */
    void list(String prefix, ObjectVisitor visitor) throws IOException;

    /**
     * Deletes objects. Those that are not there are passed over silently, so that repeating is safe.
     *
     * @param names which; any number of them
     * @throws ObjectLockedException when one or more are kept by object lock; the others may be gone by then
     * @throws StoreException when one or more could not be deleted; the others may be gone by then
     */
    void delete(Collection<String> names) throws IOException;

    /**
     * Asks for objects that the storage keeps where they cannot be read at once, so that they become readable.
     * Asking again for what is on its way costs nothing but the request. Stores without
     * {@link StoreCapabilities#coldStorage()} have nothing to do.
     *
     * @param names of objects that are there; any number of them
     * @return those that cannot be read yet: ask again later, in minutes or hours
     * @throws ObjectNotFoundException when one is not there
     * @throws StoreException when the storage fails
     */
    default Collection<String> recall(Collection<String> names) throws IOException {
        names.forEach(ObjectNames::check);
        return List.of();
    }

    /**
     * Keeps objects from being deleted or replaced by anybody until a time. Never shortens what holds already.
     *
     * @param names of objects that are there; any number of them
     * @param until the earliest time at which they may be deleted
     * @throws ObjectNotFoundException when one is not there
     * @throws UnsupportedOperationException when the store has no {@link StoreCapabilities#objectLock()}
     * @throws StoreException when the storage fails; some objects may be kept by then
     */
    default void retain(Collection<String> names, Instant until) throws IOException {
        throw new UnsupportedOperationException(
                location() + " cannot keep objects from being deleted; use a storage with object lock");
    }

    /**
     * Says what this store can do. May be asked after {@link #close}.
     *
     * @return the same value for the life of the store
     */
    StoreCapabilities capabilities();

    /**
     * Names the storage for people: in messages, logs and reports. May be asked after {@link #close}.
     *
     * @return a URI without any secret in it
     */
    String location();

    /**
     * Ends the use of the store. Idempotent. Later calls of other methods throw
     * {@link IllegalStateException}.
     *
     * @throws StoreException when releasing fails; nothing stored is affected
     */
    @Override
    void close() throws IOException;
}
