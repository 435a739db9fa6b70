package io.coffer.backup.store.azure;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A server that answers what a test says, in the forms that Azure's REST documentation gives, and remembers requests. */
final class StandIn implements AutoCloseable {
    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Function<Request, Answer> script;

    /** What was asked. */
    record Request(String method, String path, String query, Headers headers) {
        boolean asksFor(String comp) {
            return query.contains("comp=" + comp);
        }
    }

    /** What is answered. A body that is longer than the array repeats it. */
    record Answer(int status, Map<String, String> headers, byte[] body, long length) {
        static Answer of(int status) {
            return new Answer(status, new LinkedHashMap<>(), new byte[0], 0);
        }

        /** An error as Azure writes it: the code in a header, and XML. */
        static Answer error(int status, String code) {
            String xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>" + code + "</Code><Message>" + code
                    + "</Message></Error>";
            return of(status)
                    .with("x-ms-error-code", code)
                    .with("Content-Type", "application/xml")
                    .body(xml.getBytes(StandardCharsets.UTF_8));
        }

        /** A blob of a size, as it is read and looked at. */
        static Answer blob(int status, int size) {
            return of(status)
                    .with("Last-Modified", "Mon, 02 Nov 2026 10:00:00 GMT")
                    .with("ETag", "\"0x8D\"")
                    .with("x-ms-blob-type", "BlockBlob")
                    .body(new byte[size]);
        }

        Answer with(String header, String value) {
            headers.put(header, value);
            return this;
        }

        Answer body(byte[] bytes) {
            return new Answer(status, headers, bytes, bytes.length);
        }

        Answer length(long bytes) {
            return new Answer(status, headers, body, bytes);
        }
    }

    StandIn(Function<Request, Answer> script) throws IOException {
        this.script = script;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "stand-in");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    void answer(Function<Request, Answer> next) {
        script = next;
        requests.clear();
    }

    List<Request> requests() {
        return requests;
    }

    AzureObjectStoreBuilder builder() {
        return AzureObjectStore.builder()
                .account("account")
                .container("container")
                .endpoint("http://127.0.0.1:" + server.getAddress().getPort() + "/account")
                .credentials(AzureCredentials.sharedKey(Azurite.KEY));
    }

    static String date(Instant time) {
        return DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                .format(time.atOffset(ZoneOffset.UTC));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        Request request = new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                query == null ? "" : query,
                exchange.getRequestHeaders());
        requests.add(request);
        exchange.getRequestBody().readAllBytes();
        Answer answer = script.apply(request);
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        boolean head = request.method().equals("HEAD");
        if (head && answer.length() > 0) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(answer.length()));
        }
        exchange.sendResponseHeaders(answer.status(), head || answer.length() == 0 ? -1 : answer.length());
        try (OutputStream out = exchange.getResponseBody()) {
            for (long sent = 0; !head && sent < answer.length(); sent += answer.body().length) {
                out.write(answer.body(), 0, (int) Math.min(answer.body().length, answer.length() - sent));
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
