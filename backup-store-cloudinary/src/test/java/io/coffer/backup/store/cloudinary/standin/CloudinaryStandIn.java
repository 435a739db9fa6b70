package io.coffer.backup.store.cloudinary.standin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** One account of Cloudinary behind a server on this machine. Thread-safe. */
public final class CloudinaryStandIn implements AutoCloseable {
    public static final String CLOUD = "my-cloud";
    public static final String KEY = "314159265358979";
    public static final String SECRET = "ShhNobodyMaySeeThisSecret";

    static {
        // Or each answer on a connection that is used again waits 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** Kinds of requests. */
    public enum Kind {
        ADMIN,
        UPLOAD,
        EXPLICIT,
        DESTROY,
        DELIVERY
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "cloudinary");
        thread.setDaemon(true);
        return thread;
    });
    private final UploadApi uploadApi;
    private final AdminApi adminApi;
    private final Delivery delivery;
    private final Assets assets;
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final Map<Kind, AtomicLong> counts = new EnumMap<>(Kind.class);
    private final List<String> requests = new ArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** What is sent back. */
    record Reply(int status, Map<String, String> headers, byte[] body) {
        static Reply json(String text) {
            return new Reply(200, Map.of("Content-Type", "application/json"), text.getBytes(StandardCharsets.UTF_8));
        }
    }

    public CloudinaryStandIn(Plan plan, Clock clock) throws IOException {
        Account account = new Account(KEY, SECRET, clock);
        assets = new Assets(clock);
        uploadApi = new UploadApi(account, assets, plan);
        adminApi = new AdminApi(account, assets, plan, clock);
        delivery = new Delivery(account, assets);
        for (Kind kind : Kind.values()) {
            counts.put(kind, new AtomicLong());
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Where the API is. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Where assets are delivered from. */
    public URI deliveryEndpoint() {
        return URI.create(endpoint() + "/delivery/" + CLOUD);
    }

    /** Lets the next request that fits fail. */
    public void fail(Fault fault) {
        faults.add(fault);
    }

    /** Delivers whole assets, also to who asks for a part. */
    public void ignoreRanges() {
        delivery.ignoreRanges();
    }

    /** Faults that have not happened yet. */
    public int pendingFaults() {
        return faults.size();
    }

    public long count(Kind kind) {
        return counts.get(kind).get();
    }

    public void resetCounts() {
        counts.values().forEach(count -> count.set(0));
        synchronized (requests) {
            requests.clear();
        }
    }

    /** Methods and URIs of all requests since the counts were reset. */
    public List<String> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** Public ids, after their types. */
    public List<String> ids() {
        return assets.ids();
    }

    /** Stores an asset as somebody else does. */
    public void putForeign(String type, String id, byte[] bytes) {
        assets.put(type, id, bytes);
    }

    /** The bytes of an asset. */
    public byte[] asset(String type, String id) {
        return assets.get(type, id).bytes();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        synchronized (requests) {
            requests.add(request);
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        if (length != null && Long.parseLong(length) != body.length) {
            // The client gave up in the middle.
            exchange.close();
            return;
        }
        counts.get(kind(request)).incrementAndGet();
        Fault fault = faults.stream()
                .filter(next -> next.on().test(request))
                .findFirst()
                .filter(faults::remove)
                .orElse(null);
        if (fault != null && fault.kind() == Fault.Kind.CUT_BEFORE) {
            exchange.close();
            return;
        }
        Reply reply;
        if (fault != null && fault.kind() == Fault.Kind.ANSWER) {
            reply = error(new Refusal(fault.status(), fault.message()), fault.headers());
        } else {
            reply = reply(exchange, request, body);
        }
        if (fault != null && fault.kind() == Fault.Kind.CUT_AFTER) {
            exchange.close();
            return;
        }
        send(exchange, reply, fault);
    }

    private static Kind kind(String request) {
        if (request.contains("/delivery/")) {
            return Kind.DELIVERY;
        }
        for (Kind kind : List.of(Kind.UPLOAD, Kind.EXPLICIT, Kind.DESTROY)) {
            if (request.endsWith("/raw/" + kind.name().toLowerCase(java.util.Locale.ROOT))) {
                return kind;
            }
        }
        return Kind.ADMIN;
    }

    private Reply reply(HttpExchange exchange, String request, byte[] body) {
        try {
            return switch (kind(request)) {
                case DELIVERY -> delivery.get(exchange);
                case ADMIN -> adminApi.answer(exchange);
                default -> uploadApi.answer(exchange, kind(request), body);
            };
        } catch (Refusal refusal) {
            return error(refusal, Map.of());
        } catch (RuntimeException bug) {
            return error(new Refusal(500, "bug in the stand-in: " + bug), Map.of());
        }
    }

    static Reply error(Refusal refusal, Map<String, String> headers) {
        Map<String, String> all = new java.util.HashMap<>(headers);
        all.put("X-Cld-Error", refusal.getMessage());
        all.put("Content-Type", "application/json");
        String text = "{\"error\":{\"message\":\"" + refusal.getMessage().replace("\"", "\\\"") + "\"}}";
        return new Reply(refusal.status, all, text.getBytes(StandardCharsets.UTF_8));
    }

    private void send(HttpExchange exchange, Reply reply, Fault fault) throws IOException {
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
        OutputStream out = exchange.getResponseBody();
        if (fault == null || fault.kind() == Fault.Kind.ANSWER) {
            out.write(reply.body());
            exchange.close();
            return;
        }
        out.write(reply.body(), 0, reply.body().length / 2);
        out.flush();
        if (fault.kind() == Fault.Kind.STALL_IN_BODY) {
            try {
                closing.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
        exchange.close();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
