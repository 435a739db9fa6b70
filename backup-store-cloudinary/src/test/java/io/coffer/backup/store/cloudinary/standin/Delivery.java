package io.coffer.backup.store.cloudinary.standin;

import com.sun.net.httpserver.HttpExchange;
import io.coffer.backup.store.cloudinary.standin.CloudinaryStandIn.Reply;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The network that delivers assets, with caches that keep what they once gave, and that there was nothing, for longer
 * than any test: "up to 30 days", says https://cloudinary.com/documentation/invalidate_cached_media_assets_on_the_cdn.
 * The version in a URL is a part of it for the caches, and chooses nothing.
 */
final class Delivery {
    private static final Pattern PATH = Pattern.compile(
            "/delivery/" + CloudinaryStandIn.CLOUD + "/raw/(authenticated|private)/(s--[^/]*--)/v([0-9]+)/(.+)");
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-([0-9]+)");

    private static final byte[] NOTHING = {};

    private final Account account;
    private final Assets assets;
    private final Map<String, byte[]> cache = new ConcurrentHashMap<>();
    private volatile boolean ignoreRanges;

    Delivery(Account account, Assets assets) {
        this.account = account;
        this.assets = assets;
    }

    void ignoreRanges() {
        ignoreRanges = true;
    }

    Reply get(HttpExchange exchange) throws Refusal {
        String path = exchange.getRequestURI().getPath();
        byte[] bytes = cache.get(path);
        if (bytes == null) {
            bytes = fetch(path);
            cache.put(path, bytes);
        }
        if (bytes == NOTHING) {
            throw new Refusal(404, "Resource not found - " + path.replaceAll(".*/v[0-9]+/", ""));
        }
        String header = exchange.getRequestHeaders().getFirst("Range");
        return header == null || ignoreRanges ? new Reply(200, Map.of(), bytes) : part(bytes, header);
    }

    private byte[] fetch(String path) throws Refusal {
        Matcher parts = PATH.matcher(path);
        if (!parts.matches()) {
            throw new Refusal(400, "Invalid URL");
        }
        account.verifyDelivery(parts.group(2), parts.group(4));
        Assets.State state = assets.get(parts.group(1), parts.group(4));
        return state == null ? NOTHING : state.bytes();
    }

    private static Reply part(byte[] bytes, String header) throws Refusal {
        Matcher range = RANGE.matcher(header);
        if (!range.matches()) {
            throw new Refusal(400, "Invalid range");
        }
        long first = Long.parseLong(range.group(1));
        long last = Math.min(Long.parseLong(range.group(2)), bytes.length - 1L);
        Map<String, String> headers = new HashMap<>();
        if (first >= bytes.length) {
            throw new Refusal(416, "Requested Range Not Satisfiable");
        }
        headers.put("Content-Range", "bytes " + first + "-" + last + "/" + bytes.length);
        return new Reply(206, headers, Arrays.copyOfRange(bytes, (int) first, (int) last + 1));
    }
}
