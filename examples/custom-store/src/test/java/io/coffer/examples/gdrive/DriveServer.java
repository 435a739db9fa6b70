package io.coffer.examples.gdrive;

import com.google.api.services.drive.model.File;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/**
 * A stand-in for Google Drive and Google's token server on loopback, as far as the store uses them, after the
 * documentation of version 3 of the API (developers.google.com/workspace/drive/api/reference/rest/v3): access tokens
 * that expire, files of any name, uploads in one request and resumable ones, searches in pages, ranges, batches, and
 * the errors of "Resolve errors". It counts requests by their kind.
 */
final class DriveServer implements AutoCloseable {
    static final String FOLDER = "1FolderOfTests-abc_DEF";
    static final String CLIENT = "client-of-tests";
    static final String SECRET = "secret-of-tests-5f1c";
    static final String REFRESH_TOKEN = "refresh-token-of-tests-77aa";

    final DriveStorage storage;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final Queue<Planned> planned = new ConcurrentLinkedQueue<>();
    private final Map<String, DriveUploads.Resumable> uploads = new ConcurrentHashMap<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private final Set<String> validTokens = ConcurrentHashMap.newKeySet();
    private volatile String lastToken = "none";
    private volatile boolean credentialsValid = true;

    /** One request, taken apart. */
    record Request(String method, String path, Map<String, String> query, Map<String, String> headers, byte[] body) {
        String parameter(String name) {
            return query.get(name);
        }
    }

    private record Planned(Predicate<String> kind, DriveAnswer answer) {}

    DriveServer(boolean lagging) throws IOException {
        storage = new DriveStorage(FOLDER, lagging);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String endpoint() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** The next request of a kind gets this answer instead of its own. */
    void plan(String kind, DriveAnswer answer) {
        planned.add(new Planned(kind::equals, answer));
    }

    boolean nothingPlanned() {
        return planned.isEmpty();
    }

    /** Every access token given so far is refused from now on. */
    void expireTokens() {
        validTokens.clear();
    }

    void withdrawCredentials() {
        credentialsValid = false;
        expireTokens();
    }

    String accessToken() {
        return lastToken;
    }

    int count(String kind) {
        AtomicInteger count = counts.get(kind);
        return count == null ? 0 : count.get();
    }

    /** All kinds, without those of the token server. */
    Map<String, Integer> counts() {
        Map<String, Integer> all = new TreeMap<>();
        counts.forEach((kind, count) -> all.put(kind, count.get()));
        all.remove("token");
        return all;
    }

    void resetCounts() {
        counts.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
            InputStream in = exchange.getRequestBody();
            byte[] body =
                    ("gzip".equals(headers.get("Content-Encoding")) ? new GZIPInputStream(in) : in).readAllBytes();
            String method = headers.getOrDefault("X-HTTP-Method-Override", exchange.getRequestMethod());
            String query = exchange.getRequestURI().getRawQuery();
            if (method.equals("GET") && body.length > 0) {
                // As the client sends a query that is too long for a URL.
                query = new String(body, StandardCharsets.UTF_8);
            }
            Request request = new Request(method, exchange.getRequestURI().getPath(), query(query), headers, body);
            DriveAnswer answer = answer(request);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            boolean none = answer.body().length == 0;
            exchange.sendResponseHeaders(answer.status(), none ? -1 : answer.body().length);
            if (!none) {
                exchange.getResponseBody().write(answer.body());
            }
        }
    }

    static Map<String, String> query(String raw) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : raw == null ? new String[0] : raw.split("&")) {
            int equals = parameter.indexOf('=');
            parameters.put(
                    parameter.substring(0, equals),
                    URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private DriveAnswer answer(Request request) throws IOException {
        String kind = kind(request);
        counts.computeIfAbsent(kind, key -> new AtomicInteger()).incrementAndGet();
        for (Planned plan : planned) {
            if (plan.kind().test(kind) && planned.remove(plan)) {
                return plan.answer();
            }
        }
        if (kind.equals("token")) {
            return token(query(new String(request.body(), StandardCharsets.UTF_8)));
        }
        if (!validTokens.contains(request.headers().getOrDefault("Authorization", ""))) {
            return DriveAnswer.error(401, "authError").with("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        }
        if (kind.equals("batch")) {
            return DriveUploads.batch(request, this::serve);
        }
        return serve(request);
    }

    private static String kind(Request request) {
        String path = request.path();
        if (path.startsWith("/download/")) {
            return "media";
        }
        if (path.equals("/token")) {
            return "token";
        }
        if (path.startsWith("/batch/")) {
            return "batch";
        }
        if (path.startsWith("/upload/")) {
            return request.parameter("upload_id") != null
                    ? "chunk"
                    : request.method().equals("POST") ? "create" : "update";
        }
        if (request.method().equals("DELETE")) {
            return "delete";
        }
        if (path.equals("/drive/v3/files")) {
            return "list";
        }
        return "get";
    }

    private DriveAnswer token(Map<String, String> form) {
        boolean right = credentialsValid
                && "refresh_token".equals(form.get("grant_type"))
                && CLIENT.equals(form.get("client_id"))
                && SECRET.equals(form.get("client_secret"))
                && REFRESH_TOKEN.equals(form.get("refresh_token"));
        if (!right) {
            DriveAnswer refusal = DriveAnswer.json(
                    Map.of("error", "invalid_grant", "error_description", "Token has been expired or revoked."));
            return new DriveAnswer(400, refusal.headers(), refusal.body());
        }
        lastToken = "ya29.access-token-of-tests-" + tokens.incrementAndGet();
        validTokens.add("Bearer " + lastToken);
        return DriveAnswer.json(Map.of("access_token", lastToken, "expires_in", 3599, "token_type", "Bearer"));
    }

    private DriveAnswer serve(Request request) throws IOException {
        if (request.path().startsWith("/upload/")) {
            return DriveUploads.serve(request, storage, uploads, endpoint());
        }
        String fields = request.query().getOrDefault("fields", "id,name");
        if (request.path().equals("/drive/v3/files")) {
            if (!"true".equals(request.parameter("includeItemsFromAllDrives"))) {
                return DriveAnswer.error(404, "notFound");
            }
            String files = fields.replaceAll(".*files\\(([^)]*)\\).*", "$1");
            try {
                return storage.list(
                        request.parameter("q"),
                        request.parameter("orderBy"),
                        Integer.parseInt(request.query().getOrDefault("pageSize", "100")),
                        request.parameter("pageToken"),
                        files);
            } catch (IllegalArgumentException e) {
                return DriveAnswer.error(400, "invalid");
            }
        }
        // Google's client downloads from a path of its own.
        String id = request.path().replaceFirst("^(/download)?/drive/v3/files/", "");
        if (request.method().equals("DELETE")) {
            return storage.delete(id);
        }
        StoredFile file = storage.get(id);
        if (file == null) {
            return DriveAnswer.error(404, "notFound");
        }
        return "media".equals(request.parameter("alt"))
                ? DriveUploads.media(file, request.headers().get("Range"))
                : DriveAnswer.json(file.json(fields));
    }

    static File metadataOf(byte[] json) throws IOException {
        return json.length == 0 ? new File() : DriveStorage.metadata(new String(json, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
