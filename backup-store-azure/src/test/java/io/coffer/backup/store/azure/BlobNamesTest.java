package io.coffer.backup.store.azure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How names of objects become names of blobs, and back. */
class BlobNamesTest {
    @ParameterizedTest
    @CsvSource({
        "a/b, p/a/b",
        "a.b/c, p/a.b/c",
        "a./b, p/a.~/b",
        "a./b./c., p/a.~/b.~/c.~",
        "..., p/...~",
        "a.., p/a..~",
        ".a/.b, p/.a/.b"
    })
    void segmentsDoNotEndWithADot(String name, String blob) {
        BlobNames names = new BlobNames("p/");
        assertThat(names.blob(name)).isEqualTo(blob);
        assertThat(names.object(blob)).isEqualTo(name);
        for (int length = 0; length <= name.length(); length++) {
            assertThat(blob).startsWith(names.blobPrefix(name.substring(0, length)));
        }
    }

    @ParameterizedTest
    @CsvSource({"p/a~", "p/~", "p/a.~b", "p/a~/b", "p/a.~~"})
    void otherTildesAreNobodysObjects(String blob) {
        assertThat(new BlobNames("p/").object(blob)).contains("~");
    }

    @ParameterizedTest
    @CsvSource({"q/a", "pa", "p"})
    void whatIsElsewhereIsNoObject(String blob) {
        assertThat(new BlobNames("p/").object(blob)).isNull();
    }
}
