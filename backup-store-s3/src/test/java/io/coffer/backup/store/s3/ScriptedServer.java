package io.coffer.backup.store.s3;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A server that answers what a test says, to the byte, and records what it was asked. */
final class ScriptedServer implements AutoCloseable {
    static final String ACCESS_KEY = "AKIDSCRIPTED";
    static final String SECRET_KEY = "scriptedSECRETscriptedSECRETscripted";

    private final ServerSocket socket;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Function<Request, Answer> script;

    /** One request, with the names of its headers in lower case. */
    record Request(String method, String path, String query, Map<String, String> headers, byte[] body) {
        String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return method + " " + path + (query.isEmpty() ? "" : "?" + query);
        }
    }

    /**
     * One answer.
     *
     * @param length what the header says; the connection is cut when the body is shorter
     */
    record Answer(int status, Map<String, String> headers, byte[] body, long length) {
        static Answer of(int status) {
            return new Answer(status, Map.of(), new byte[0], 0);
        }

        static Answer of(int status, String body) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            return new Answer(status, Map.of(), bytes, bytes.length);
        }

        static Answer error(int status, String code, String message) {
            return of(
                    status,
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code + "</Code><Message>" + message
                            + "</Message><RequestId>R1</RequestId></Error>");
        }

        Answer with(String name, String value) {
            Map<String, String> more = new TreeMap<>(headers);
            more.put(name, value);
            return new Answer(status, more, body, length);
        }

        Answer claiming(long bytes) {
            return new Answer(status, headers, body, bytes);
        }
    }

    ScriptedServer(Function<Request, Answer> script) throws IOException {
        this.script = script;
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        executor.execute(this::accept);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                executor.execute(() -> serve(connection));
            } catch (IOException e) {
                // Closed, or a client that is gone already.
                continue;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection;
                InputStream in = new BufferedInputStream(connection.getInputStream());
                OutputStream out = connection.getOutputStream()) {
            Request request = read(in, out);
            requests.add(request);
            write(out, request, script.apply(request));
        } catch (IOException e) {
            // The client went away: its affair.
            return;
        }
    }

    private static Request read(InputStream in, OutputStream out) throws IOException {
        String[] first = line(in).split(" ");
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        if (headers.containsKey("expect")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        URI uri = URI.create("http://host" + first[1]);
        return new Request(first[0], uri.getPath(), Objects.requireNonNullElse(uri.getRawQuery(), ""), headers, body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.ISO_8859_1).trim();
    }

    private static void write(OutputStream out, Request request, Answer answer) throws IOException {
        Map<String, String> headers = new TreeMap<>(answer.headers());
        headers.putIfAbsent("Content-Length", String.valueOf(answer.length()));
        headers.put("Connection", "close");
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " x\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        if (!request.method().equals("HEAD")) {
            out.write(answer.body());
        }
        out.flush();
    }

    void answer(Function<Request, Answer> next) {
        script = next;
    }

    void answer(Answer next) {
        script = request -> next;
    }

    List<Request> requests() {
        return requests;
    }

    Request last() {
        return requests.get(requests.size() - 1);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    S3ObjectStoreBuilder builder() {
        return S3ObjectStore.builder("bucket")
                .prefix("root")
                .endpoint(endpoint())
                .credentials(S3Credentials.accessKey(ACCESS_KEY, SECRET_KEY))
                .timeout(Duration.ofSeconds(10), Duration.ofSeconds(20));
    }

    @Override
    public void close() throws IOException {
        socket.close();
        executor.shutdownNow();
    }
}
