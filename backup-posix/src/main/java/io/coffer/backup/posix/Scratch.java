package io.coffer.backup.posix;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside the heap for the arguments and results of one operation: a path, a name and data. One thread uses one at
 * a time; closing it gives it back for the next.
 *
 * <p>They are kept in a small common table rather than for each thread, so that an application with thousands of
 * (virtual) threads has no more of them than it has operations under way.
 */
final class Scratch implements AutoCloseable {
    /** The kernel's limit for the value of one attribute, and for the list of names. */
    static final int MAXIMUM_DATA = 64 << 10;

    /**
     * What is offered to the kernel at first. It allocates and clears as much as it is offered, which makes the maximum
     * half a microsecond slower for each file; and attributes are seldom larger.
     */
    static final int INITIAL_DATA = 4 << 10;

    private static final int MAXIMUM_PATH = 4096;
    private static final int MAXIMUM_NAME = 255;

    /** A power of two. */
    private static final int KEPT = 32;

    private static final AtomicReferenceArray<@Nullable Scratch> TABLE = new AtomicReferenceArray<>(KEPT);

    private final ByteBuffer arguments = ByteBuffer.allocateDirect(MAXIMUM_PATH + MAXIMUM_NAME + 1);
    private final long argumentsAddress = address(arguments);
    private ByteBuffer data = ByteBuffer.allocateDirect(INITIAL_DATA).order(ByteOrder.nativeOrder());
    private long dataAddress = address(data);

    private Scratch() {}

    static Scratch acquire() {
        int first = firstSlot();
        for (int i = 0; i < KEPT; i++) {
            Scratch scratch = TABLE.getAndSet((first + i) & (KEPT - 1), null);
            if (scratch != null) {
                return scratch;
            }
        }
        return new Scratch();
    }

    @Override
    public void close() {
        int first = firstSlot();
        for (int i = 0; i < KEPT; i++) {
            if (TABLE.compareAndSet((first + i) & (KEPT - 1), null, this)) {
                return;
            }
        }
        // The table is full: the garbage collector frees this one.
    }

    /** Threads that start at different slots do not meet as a rule, and find what they put back. */
    private static int firstSlot() {
        return (int) Thread.currentThread().getId() & (KEPT - 1);
    }

    private static long address(ByteBuffer buffer) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
    }

    /**
     * Puts the path's bytes, and a zero after them.
     *
     * @return their address
     */
    long path(Path path) throws FileSystemException {
        byte[] bytes = PathBytes.of(path);
        if (bytes.length >= MAXIMUM_PATH) {
            throw new FileSystemException(path.toString(), null, "path of " + bytes.length + " bytes is too long");
        }
        arguments.put(0, bytes).put(bytes.length, (byte) 0);
        return argumentsAddress;
    }

    /**
     * Puts the name of an attribute, and a zero after it.
     *
     * @param length 1 to 255
     * @return its address
     */
    long name(byte[] source, int offset, int length) {
        if (length > MAXIMUM_NAME) {
            throw new IllegalArgumentException("name of " + length + " bytes");
        }
        arguments.put(MAXIMUM_PATH, source, offset, length).put(MAXIMUM_PATH + length, (byte) 0);
        return argumentsAddress + MAXIMUM_PATH;
    }

    /**
     * Where there is room for a result.
     *
     * @param capacity bytes, {@link #MAXIMUM_DATA} at most
     * @return the address
     */
    long data(int capacity) {
        if (capacity > data.capacity()) {
            data = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
            dataAddress = address(data);
        }
        return dataAddress;
    }

    int dataInt(int at) {
        return data.getInt(at);
    }

    long dataLong(int at) {
        return data.getLong(at);
    }

    byte[] copyOfData(int length) {
        byte[] copy = new byte[length];
        data.get(0, copy);
        return copy;
    }
}
