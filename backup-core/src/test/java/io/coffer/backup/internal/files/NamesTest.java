package io.coffer.backup.internal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.coffer.backup.model.EntryName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names as bytes, and very many of them. */
class NamesTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "\u00ff\u00fe",
                "\u00c3\u00a4",
                "%41",
                "a b",
                "\n",
                "back\\slash",
                "\u00ef\u00bf\u00bd",
                "..."
            })
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aNameKeepsItsBytes(String text) {
        EntryName name = EntryName.of(bytes(text));
        Path path = PathNames.resolve(Path.of("/some/where"), name);
        assertThat(PathNames.nameOf(path)).isEqualTo(name);
        assertThat(path.getParent()).isEqualTo(Path.of("/some/where"));
        assertThat(PathNames.resolve(Path.of("/"), name).getNameCount()).isEqualTo(1);
        assertThat(PathNames.nameOf(PathNames.resolve(path, name))).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "/a", "\u00ff/\u00fe", "/\u00c3/x", "../\u00e4", ".", "..", "\u00ff"})
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void theTargetOfALinkKeepsItsBytes(String text) {
        assertThat(PathNames.bytesOf(PathNames.targetOf(Path.of("/x"), bytes(text))))
                .isEqualTo(bytes(text));
    }

    @Test
    void theTargetOfALinkHasNoZero() {
        assertThatThrownBy(() -> PathNames.targetOf(Path.of("x"), new byte[] {'a', 0}))
                .isInstanceOf(InvalidPathException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..\\x", "a\\b", "C:x", "C:", "\\x", "\\\\host\\share"})
    void whatIsNoSingleNameElsewhereIsRefused(String text) throws IOException {
        try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
            Path directory = windows.getPath("C:\\work");
            assertThatThrownBy(() -> PathNames.resolve(directory, EntryName.of(text)))
                    .isInstanceOf(InvalidPathException.class);
            assertThat(PathNames.resolve(directory, EntryName.of("x"))).isEqualTo(windows.getPath("C:\\work\\x"));
        }
    }

    @Test
    void manyNamesAreSortedAsTheirBytesAre() {
        long seed = new Random().nextLong();
        System.out.println("NamesTest seed " + seed);
        Random random = new Random(seed);
        NameList list = new NameList();
        List<EntryName> expected = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            byte[] name = new byte[1 + random.nextInt(random.nextInt(50) == 0 ? 4096 : 40)];
            random.nextBytes(name);
            for (int at = 0; at < name.length; at++) {
                name[at] = name[at] == 0 || name[at] == '/' || name[at] == '.' ? (byte) 'x' : name[at];
            }
            expected.add(EntryName.of(name));
            list.add(expected.get(i));
        }
        assertThat(list.get(12_345)).isEqualTo(expected.get(12_345));
        list.sort();
        expected.sort((a, b) -> Arrays.compareUnsigned(a.toBytes(), b.toBytes()));
        assertThat(list.size()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(list.get(i)).isEqualTo(expected.get(i));
        }
    }
}
