package io.coffer.backup.posix;

import static io.coffer.backup.posix.Requirements.requireAttribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.model.DataRange;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class ConcurrencyTest {
    private static final int THREADS = 50;

    private final PosixFiles posix = new PosixFiles();

    @TempDir
    Path directory;

    /** More threads than there are kept buffers; each must see its own files, values and errors. */
    @Test
    void threadsDoNotMixUpTheirBuffers() throws Exception {
        requireAttribute(directory, "user.probe");
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int number = t;
            Path file = Files.write(directory.resolve("file" + t), new byte[t + 1]);
            Path missing = directory.resolve("missing" + t);
            tasks.add(() -> {
                String name = "user.name" + number;
                byte[] value = new byte[100 + number];
                for (int i = 0; i < 300; i++) {
                    value[i % value.length] = (byte) i;
                    posix.setExtendedAttribute(file, name, value);
                    Map<String, byte[]> attributes = posix.extendedAttributes(file);
                    assertThat(attributes.get(name)).isEqualTo(value);
                    assertThat(attributes).doesNotContainKey("user.name" + (number + 1));
                    assertThat(posix.dataRanges(file)).containsExactly(new DataRange(0, number + 1));
                    assertThatThrownBy(() -> posix.extendedAttributes(missing))
                            .isInstanceOf(NoSuchFileException.class)
                            .hasMessageContaining(missing.toString());
                }
                return null;
            });
        }
        run(tasks);
    }

    @Test
    void attributesComeAndGoWhileTheyAreRead() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        requireAttribute(file, "user.probe");
        posix.setExtendedAttribute(file, "user.stays", new byte[] {1});
        AtomicBoolean done = new AtomicBoolean();
        run(List.of(
                () -> {
                    while (!done.get()) {
                        posix.setExtendedAttribute(file, "user.comes", new byte[] {2});
                        posix.removeExtendedAttribute(file, "user.comes");
                    }
                    return null;
                },
                () -> {
                    try {
                        for (int i = 0; i < 20_000; i++) {
                            Map<String, byte[]> attributes = posix.extendedAttributes(file);
                            assertThat(attributes.get("user.stays")).containsExactly(1);
                        }
                    } finally {
                        done.set(true);
                    }
                    return null;
                }));
    }

    private static void run(List<Callable<Void>> tasks) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(tasks.size());
        try {
            for (Future<Void> future : executor.invokeAll(tasks)) {
                future.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
