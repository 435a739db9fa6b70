package io.coffer.backup.store.s3;

import java.util.Map;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Marks the object of one put with a condition as that put's own, in the metadata of the object.
 *
 * @param token random
 * @param again whether an earlier attempt, whose end is not known, bore the same token
 */
record Claim(String name, String token, boolean again) {
    private static final String KEY = "coffer-put";

    Map<String, String> metadata() {
        return Map.of(KEY, token);
    }

    boolean isOn(HeadObjectResponse found) {
        return token.equals(found.metadata().get(KEY));
    }
}
