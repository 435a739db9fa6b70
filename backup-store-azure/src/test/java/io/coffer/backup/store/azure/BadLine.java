package io.coffer.backup.store.azure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A line to a real server that breaks when a test says so. */
final class BadLine implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);
    private final AtomicInteger spared = new AtomicInteger();
    private final AtomicInteger fired = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    private final URI target;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "bad-line");
        thread.setDaemon(true);
        return thread;
    });

    /** What happens to the next answer. */
    enum Fault {
        NONE,
        /** The request arrives, the answer does not. */
        ANSWER_LOST,
        /** The answer breaks off after its first thousand bytes. */
        ANSWER_CUT,
        /** The answer stops after its first thousand bytes, and the connection stays. */
        ANSWER_STALLS,
        /** The answer does not come, and the connection stays. */
        SILENCE
    }

    BadLine(String endpoint) throws IOException {
        target = URI.create(endpoint);
        threads.execute(this::accept);
    }

    String endpoint() {
        return "http://127.0.0.1:" + listener.getLocalPort() + target.getPath();
    }

    /** Lets a fault happen once, to the next answer. */
    void next(Fault value) {
        after(0, value);
    }

    /** Lets a fault happen once, to the answer after some short ones. */
    void after(int answers, Fault value) {
        spared.set(answers);
        fault.set(value);
    }

    int fired() {
        return fired.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(target.getHost(), target.getPort());
                sockets.add(client);
                sockets.add(server);
                threads.execute(() -> pass(client, server, false));
                threads.execute(() -> pass(server, client, true));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pass(Socket from, Socket to, boolean answers) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16 * 1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                Fault now = answers && spared.getAndDecrement() <= 0 ? fault.getAndSet(Fault.NONE) : Fault.NONE;
                if (now != Fault.NONE) {
                    fired.incrementAndGet();
                    boolean part = now == Fault.ANSWER_CUT || now == Fault.ANSWER_STALLS;
                    out.write(buffer, 0, part ? Math.min(count, 1000) : 0);
                    out.flush();
                    if (now == Fault.ANSWER_STALLS || now == Fault.SILENCE) {
                        released.await();
                    }
                    return;
                }
                out.write(buffer, 0, count);
                out.flush();
            }
        } catch (IOException | InterruptedException e) {
            // The other end is gone.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        released.countDown();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
