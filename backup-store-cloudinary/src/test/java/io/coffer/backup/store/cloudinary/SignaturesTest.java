package io.coffer.backup.store.cloudinary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Signatures that are published: https://cloudinary.com/documentation/authentication_signatures and the support pages. */
class SignaturesTest {
    private final CloudinaryCredentials credentials = CloudinaryCredentials.of("1", "abcd".toCharArray());

    @Test
    void requestsAreSignedAsPublished() {
        assertThat(sha1("sample")).isEqualTo("c3470533147774275dd37996cc4d0e68fd03cd4f");
        assertThat(sha1("sample_image")).isEqualTo("b4ad47fb4e25c7bf5f92a20089f9db59bc302313");
    }

    private String sha1(String id) {
        return Signatures.ofRequest(
                new TreeMap<>(Map.of("timestamp", "1315060510", "public_id", id)),
                credentials,
                SignatureAlgorithm.SHA_1);
    }

    /** Computed with sha256sum from the same text. */
    @Test
    void requestsAreSignedWithSha256() {
        assertThat(Signatures.ofRequest(
                        new TreeMap<>(Map.of("timestamp", "1315060510", "public_id", "sample")),
                        credentials,
                        SignatureAlgorithm.SHA_256))
                .isEqualTo("0d4fe14b2b4a3f68a97ccc5097c43908b623d24293c296826a9390c14d891509");
    }

    /** Computed with openssl from the same text. */
    @Test
    void deliveryIsSigned() {
        assertThat(Signatures.ofDelivery("a/b-c", credentials)).isEqualTo("s--ugfynea90NTUrj2MrY4yRqZvp_Iw76Wd--");
    }
}
