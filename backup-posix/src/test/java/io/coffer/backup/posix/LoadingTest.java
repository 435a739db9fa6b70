package io.coffer.backup.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.coffer.application.Application;
import io.coffer.backup.spi.PlatformFiles;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LoadingTest {
    @Test
    void isFound() {
        assertThat(ServiceLoader.load(PlatformFiles.class)).hasExactlyElementsOfTypes(PosixFiles.class);
    }

    @Test
    void otherFileSystems() throws IOException {
        PosixFiles posix = new PosixFiles();
        try (FileSystem other = Jimfs.newFileSystem(Configuration.unix())) {
            Path path = other.getPath("/");
            assertThat(posix.supports(path)).isFalse();
            assertThatThrownBy(() -> posix.extendedAttributes(path)).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    @EnabledOnOs({OS.WINDOWS, OS.MAC})
    void otherPlatforms() {
        assertThat(new PosixFiles().supports(Path.of(""))).isFalse();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void constructorDoesNotLoadNativeCode() throws Exception {
        String output = Child.java(Application.class, Map.of(), List.of("-Xlog:class+load:stdout"));
        int made = output.indexOf("made io.coffer.backup.posix.PosixFiles");
        assertThat(output.substring(0, made)).doesNotContain("com.sun.jna").doesNotContain("org.slf4j");
        assertThat(output.substring(made)).contains("com.sun.jna.Native ", "supports true true", "read true");
        // Direct mapping, which takes long to prepare, is for those who make many calls.
        assertThat(output).doesNotContain("DirectXattr");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void worksAsModule() throws Exception {
        Path tests = Path.of(Application.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        String output = Child.java(
                Application.class,
                Map.of(),
                List.of("-p", modulePath(), "--add-modules", "io.coffer.backup.posix", "-cp", tests.toString()));
        assertThat(output).contains("supports true true", "read true", "module io.coffer.backup.posix");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void saysOnceWhyItDoesNotWork() throws Exception {
        String output = Child.java(Application.class, Map.of(), List.of("-Djna.tmpdir=/proc/nowhere"));
        assertThat(output)
                .contains("supports false false")
                .contains("-Djna.tmpdir=")
                .contains("/proc/nowhere");
        assertThat(output.split("are not available", -1)).hasSize(2);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @EnabledForJreRange(minVersion = 24)
    void saysHowToAllowNativeAccess() throws Exception {
        String output = Child.java(Application.class, Map.of(), List.of("--illegal-native-access=deny"));
        assertThat(output).contains("supports false false").contains("--enable-native-access=ALL-UNNAMED");
    }

    /** What the module requires, of what is on the class path, and nothing that only the tests need. */
    private static String modulePath() {
        Path[] entries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .map(Path::of)
                .toArray(Path[]::new);
        ModuleFinder finder = ModuleFinder.of(entries);
        Set<Path> found = new LinkedHashSet<>();
        Deque<String> names = new ArrayDeque<>(List.of("io.coffer.backup.posix"));
        while (!names.isEmpty()) {
            ModuleReference module = finder.find(names.remove()).orElse(null);
            if (module != null && found.add(Path.of(module.location().orElseThrow()))) {
                module.descriptor().requires().forEach(required -> names.add(required.name()));
            }
        }
        return found.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
