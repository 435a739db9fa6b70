package io.coffer.backup.store.cloudinary.standin;

import com.sun.net.httpserver.HttpExchange;
import io.coffer.backup.store.cloudinary.standin.CloudinaryStandIn.Reply;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The calls of https://cloudinary.com/documentation/admin_api that are needed: Basic authentication, a number of calls an
 * hour with headers that say what is left, status 420 beyond it, at most 500 results a page, and a cursor to the next.
 */
final class AdminApi {
    private static final int LARGEST_PAGE = 500;
    private static final int DEFAULT_PAGE = 10;

    private final Account account;
    private final Assets assets;
    private final Plan plan;
    private final Clock clock;
    private final Map<String, Long> cursors = new HashMap<>();
    private Instant hour = Instant.EPOCH;
    private int calls;

    AdminApi(Account account, Assets assets, Plan plan, Clock clock) {
        this.account = account;
        this.assets = assets;
        this.plan = plan;
        this.clock = clock;
    }

    synchronized Reply answer(HttpExchange exchange) throws Refusal {
        account.verifyBasic(exchange.getRequestHeaders().getFirst("Authorization"));
        Instant now = clock.instant().truncatedTo(ChronoUnit.HOURS);
        if (!now.equals(hour)) {
            hour = now;
            calls = 0;
        }
        calls++;
        Map<String, String> headers = new HashMap<>();
        headers.put("X-FeatureRateLimit-Limit", Integer.toString(plan.adminCalls()));
        headers.put("X-FeatureRateLimit-Remaining", Integer.toString(Math.max(0, plan.adminCalls() - calls)));
        headers.put(
                "X-FeatureRateLimit-Reset",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        hour.plus(1, ChronoUnit.HOURS).atOffset(ZoneOffset.UTC)));
        if (calls > plan.adminCalls()) {
            return CloudinaryStandIn.error(
                    new Refusal(
                            420,
                            "Rate Limit Exceeded. Limit of " + plan.adminCalls()
                                    + " api operations reached. Try again on " + hour.plus(1, ChronoUnit.HOURS)),
                    headers);
        }
        Reply reply = reply(exchange);
        headers.putAll(reply.headers());
        return new Reply(reply.status(), headers, reply.body());
    }

    private Reply reply(HttpExchange exchange) throws Refusal {
        String start = "/v1_1/" + CloudinaryStandIn.CLOUD;
        String path = exchange.getRequestURI().getPath();
        if (path.equals(start + "/usage")) {
            return Reply.json("{\"plan\":\"" + plan.name() + "\",\"storage\":{\"usage\":" + assets.storedBytes()
                    + "},\"media_limits\":{\"image_max_size_bytes\":10485760,\"raw_max_size_bytes\":"
                    + plan.maximumRawSize() + "}}");
        }
        for (String type : List.of("authenticated", "private", "upload")) {
            if (path.equals(start + "/resources/raw/" + type)) {
                return list(
                        type,
                        Form.urlEncoded(exchange.getRequestURI().getRawQuery()).parameters());
            }
        }
        throw new Refusal(404, "no such call");
    }

    private Reply list(String type, Map<String, String> parameters) throws Refusal {
        int most = Integer.parseInt(parameters.getOrDefault("max_results", Integer.toString(DEFAULT_PAGE)));
        if (most > LARGEST_PAGE) {
            throw new Refusal(400, "Max results is limited to " + LARGEST_PAGE);
        }
        String cursor = parameters.get("next_cursor");
        Long after = cursor == null ? Long.valueOf(0) : cursors.get(cursor);
        if (after == null) {
            throw new Refusal(400, "Invalid next_cursor");
        }
        String prefix = parameters.getOrDefault("prefix", "");
        List<Assets.Listed> found = assets.list(type, prefix, after, most + 1, plan.listingDelay());
        StringBuilder text = new StringBuilder("{\"resources\":[");
        for (int i = 0; i < Math.min(most, found.size()); i++) {
            Assets.Listed asset = found.get(i);
            text.append(i == 0 ? "" : ",")
                    .append("{\"asset_id\":\"")
                    .append(asset.number())
                    .append("\",\"public_id\":\"")
                    .append(asset.id())
                    .append("\",\"version\":")
                    .append(asset.state().version())
                    .append(",\"resource_type\":\"raw\",\"type\":\"")
                    .append(type)
                    .append("\",\"bytes\":")
                    .append(asset.state().bytes().length)
                    .append(",\"created_at\":\"")
                    .append(Instant.ofEpochSecond(asset.state().version()))
                    .append("\",\"folder\":null,\"backup\":false}");
        }
        text.append(']');
        if (found.size() > most) {
            String next = Long.toHexString(found.get(most - 1).number() * 0x9E3779B97F4A7C15L);
            cursors.put(next, found.get(most - 1).number());
            text.append(",\"next_cursor\":\"").append(next).append('"');
        }
        return Reply.json(text.append('}').toString());
    }
}
