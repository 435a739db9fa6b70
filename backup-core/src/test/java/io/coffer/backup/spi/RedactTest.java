package io.coffer.backup.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedactTest {
    @Test
    void secretsAreMasked() {
        Map<String, String> expected = Map.ofEntries(
                Map.entry("s3://bucket/prefix", "s3://bucket/prefix"),
                Map.entry("s3://user:secret@bucket/prefix", "s3://***@bucket/prefix"),
                Map.entry("s3://secret@bucket", "s3://***@bucket"),
                Map.entry("s3://key:sec/ret@bucket/x", "s3://***@bucket/x"),
                Map.entry("s3://key:sec@ret@bucket/x", "s3://***@bucket/x"),
                Map.entry("s3://key:sec?ret@bucket/x", "s3://***"),
                Map.entry("s3://key:sec%23ret@bucket/x", "s3://***@bucket/x"),
                Map.entry("s3://key:sec#ret@bucket/x", "s3://***"),
                Map.entry("s3:key:secret@bucket/x", "s3:***@bucket/x"),
                Map.entry("s3://b/p?region=eu&key=secret", "s3://b/p?region=***&key=***"),
                Map.entry("s3://b/p?secret", "s3://b/p?***"),
                Map.entry("s3://b/p?a=b=secret&", "s3://b/p?a=***&***"),
                Map.entry("s3://b/p?a=1?b=secret", "s3://b/p?a=***"),
                Map.entry("s3://b?token=secret#secret", "s3://b?token=***#***"),
                Map.entry("s3://b/p#secret", "s3://b/p#***"),
                Map.entry("memory:name?x=secret", "memory:name?x=***"),
                Map.entry("file:/home/me@work/backups", "file:/home/me@work/backups"),
                Map.entry("file:me@work/backups", "file:me@work/backups"),
                Map.entry("file:///home/me", "file:///home/me"),
                Map.entry("file://joe:secret@host/a@b", "file://***@host/a@b"),
                Map.entry("file:/x?key=secret", "file:/x?key=***"),
                Map.entry("/plain/path", "/plain/path"),
                Map.entry("//joe:secret@host/path", "//***@host/path"));
        expected.forEach((uri, redacted) ->
                assertThat(ObjectStores.redact(URI.create(uri))).as(uri).isEqualTo(redacted));
    }

    @Test
    void nothingIsLeftOfASecret() {
        String[] templates = {
            "s3://key:%s@bucket/p", "s3://%s@bucket", "s3://b/p?key=%s", "s3://b/p?a=b&key=%s", "azblob:%s@b"
        };
        for (String template : templates) {
            for (String secret :
                    new String[] {"hidden", "hid/den", "hid@den", "hid?den", "hid&den", "hid=den", "hid#den"}) {
                URI uri = URI.create(String.format(template, secret));
                assertThat(ObjectStores.redact(uri))
                        .as(uri.toString())
                        .doesNotContain("hid")
                        .doesNotContain("den");
            }
        }
    }
}
