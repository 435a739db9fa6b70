package io.coffer.backup.store.cloudinary;

import java.net.URI;
import java.util.Set;

/**
 * Where the API of a cloud is, and where its assets are delivered from.
 *
 * @param api without a slash at its end, such as {@code https://api.cloudinary.com}
 * @param delivery with the name of the cloud, such as {@code https://res.cloudinary.com/cloud}
 * @param cloud its name
 * @param type how assets are guarded
 */
record Endpoints(String api, String delivery, String cloud, DeliveryType type) {
    static final String API = "https://api.cloudinary.com";
    static final String DELIVERY = "https://res.cloudinary.com/";

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** An address without what cannot be in it; secrets go there, so it is encrypted unless it is this machine. */
    static String check(URI endpoint) {
        String scheme = endpoint.getScheme();
        String host = endpoint.getHost();
        boolean plain = endpoint.getRawUserInfo() == null
                && endpoint.getRawQuery() == null
                && endpoint.getRawFragment() == null
                && host != null;
        boolean safe = "https".equals(scheme) || ("http".equals(scheme) && host != null && LOOPBACK.contains(host));
        if (!plain || !safe) {
            throw new IllegalArgumentException("not an address of Cloudinary: "
                    + io.coffer.backup.spi.ObjectStores.redact(endpoint)
                    + "; expected https://host, without user-info and parameters (http:// for this machine only)");
        }
        String text = endpoint.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private String cloudApi() {
        return api + "/v1_1/" + cloud;
    }

    URI upload(String action) {
        return URI.create(cloudApi() + "/raw/" + action);
    }

    URI usage() {
        return URI.create(cloudApi() + "/usage");
    }

    URI resources(String form) {
        return URI.create(cloudApi() + "/resources/raw/" + type.text() + "?" + form);
    }

    /** The version is a part of the URL for caches only: Cloudinary gives the latest asset whatever it is. */
    URI delivery(String publicId, String signature, long version) {
        return URI.create(delivery + "/raw/" + type.text() + "/" + signature + "/v" + version + "/" + publicId);
    }
}
