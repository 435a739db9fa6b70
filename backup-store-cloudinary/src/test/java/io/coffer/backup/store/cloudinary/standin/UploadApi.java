package io.coffer.backup.store.cloudinary.standin;

import com.sun.net.httpserver.HttpExchange;
import io.coffer.backup.store.cloudinary.standin.CloudinaryStandIn.Kind;
import io.coffer.backup.store.cloudinary.standin.CloudinaryStandIn.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The calls of https://cloudinary.com/documentation/image_upload_api_reference that concern raw assets. They are not
 * limited in number.
 */
final class UploadApi {
    /** Larger files must come in chunks. */
    private static final int LARGEST_REQUEST = 100_000_000;

    private static final Pattern FORBIDDEN = Pattern.compile("[?&#\\\\%<>+]");
    private static final Pattern SPECIAL_ENDS = Pattern.compile("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$");
    private static final Pattern VERSION_FOLDER = Pattern.compile("(.*/)?v[0-9]+/.*");

    private final Account account;
    private final Assets assets;
    private final Plan plan;
    private final Chunks chunks = new Chunks();

    UploadApi(Account account, Assets assets, Plan plan) {
        this.account = account;
        this.assets = assets;
        this.plan = plan;
    }

    Reply answer(HttpExchange exchange, Kind kind, byte[] body) throws Refusal {
        if (!exchange.getRequestURI().getPath().startsWith("/v1_1/" + CloudinaryStandIn.CLOUD + "/raw/")) {
            throw new Refusal(401, "cloud_name mismatch");
        }
        String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
        Form form = contentType.startsWith("multipart/")
                ? Form.multipart(contentType, body)
                : Form.urlEncoded(new String(body, StandardCharsets.UTF_8));
        account.verify(form.parameters());
        String type = required(form, "type");
        String id = required(form, "public_id");
        return switch (kind) {
            case UPLOAD -> upload(exchange, form, type, id);
            case EXPLICIT -> {
                Assets.State state = assets.get(type, id);
                if (state == null) {
                    throw new Refusal(404, "Resource not found - " + id);
                }
                yield Reply.json("{" + describe(type, id, state) + "}");
            }
            default -> Reply.json("{\"result\":\"" + (assets.delete(type, id) ? "ok" : "not found") + "\"}");
        };
    }

    private static String required(Form form, String name) throws Refusal {
        String value = form.parameters().get(name);
        if (value == null || value.isEmpty()) {
            throw new Refusal(400, "Missing required parameter - " + name);
        }
        return value;
    }

    private Reply upload(HttpExchange exchange, Form form, String type, String id) throws Refusal {
        if (form.file() == null) {
            throw new Refusal(400, "Missing required parameter - file");
        }
        checkId(id);
        byte[] file = form.file();
        String upload = exchange.getRequestHeaders().getFirst("X-Unique-Upload-Id");
        if (upload != null) {
            String range = exchange.getRequestHeaders().getFirst("Content-Range");
            file = chunks.add(upload, range, file, plan.maximumRawSize());
            if (file == null) {
                return Reply.json("{\"done\":false,\"public_id\":\"" + id + "\"}");
            }
        } else if (file.length > LARGEST_REQUEST) {
            throw new Refusal(413, "Request Entity Too Large");
        }
        if (file.length == 0) {
            throw new Refusal(400, "Empty file");
        }
        if (file.length > plan.maximumRawSize()) {
            throw new Refusal(
                    400, "File size too large. Got " + file.length + ". Maximum is " + plan.maximumRawSize() + ".");
        }
        Assets.State existing = assets.get(type, id);
        if (existing != null && "false".equals(form.parameters().get("overwrite"))) {
            return Reply.json("{" + describe(type, id, existing) + ",\"existing\":true}");
        }
        // Not atomic: nothing says that it is.
        Thread.yield();
        String overwritten = existing == null ? "" : ",\"overwritten\":true";
        return Reply.json("{" + describe(type, id, assets.put(type, id, file)) + overwritten + "}");
    }

    /** What https://cloudinary.com/documentation/ts_permitted_naming_conventions forbids or would change. */
    private static void checkId(String id) throws Refusal {
        if (id.length() > 255
                || FORBIDDEN.matcher(id).find()
                || VERSION_FOLDER.matcher(id).matches()) {
            throw new Refusal(400, "public_id (" + id + ") is invalid");
        }
        if (SPECIAL_ENDS.matcher(id).find() || id.matches(".*[^\\p{L}\\p{N}./-].*")) {
            throw new Refusal(400, "public_id (" + id + ") would be changed");
        }
    }

    private static String describe(String type, String id, Assets.State state) {
        Map<String, Object> fields = new java.util.LinkedHashMap<>();
        fields.put("asset_id", "\"" + Integer.toHexString(id.hashCode()) + "\"");
        fields.put("public_id", "\"" + id + "\"");
        fields.put("version", state.version());
        fields.put("resource_type", "\"raw\"");
        fields.put("created_at", "\"" + java.time.Instant.ofEpochSecond(state.version()) + "\"");
        fields.put("tags", "[]");
        fields.put("bytes", state.bytes().length);
        fields.put("type", "\"" + type + "\"");
        fields.put("placeholder", false);
        StringBuilder text = new StringBuilder();
        fields.forEach((name, value) -> text.append(text.length() == 0 ? "" : ",")
                .append('"')
                .append(name)
                .append("\":")
                .append(value));
        return text.toString();
    }
}
