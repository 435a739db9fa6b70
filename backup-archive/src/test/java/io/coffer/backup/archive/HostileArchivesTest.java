package io.coffer.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.Problem;
import io.coffer.backup.Repository;
import io.coffer.backup.Snapshot;
import io.coffer.backup.spi.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that are damaged or made to do harm are refused, with the name of the entry, and store nothing. */
@EnabledOnOs(OS.LINUX)
class HostileArchivesTest {
    @TempDir
    private Path directory;

    private Repository repository;

    @BeforeEach
    void make() throws IOException {
        Shell.requireCommands("bash", "tar", "zip", "python3", "zstd", "xz");
        repository = Repository.at(new MemoryObjectStore())
                .cacheDirectory(directory.resolve("cache"))
                .openOrCreate();
    }

    @AfterEach
    void close() throws IOException {
        assertThat(repository.snapshots()).isEmpty();
        repository.close();
    }

    private void assertRefused(ArchiveSource source, String... said) {
        assertThatThrownBy(() -> repository.backup(source).run())
                .isInstanceOf(ArchiveException.class)
                .satisfies(refused -> assertThat(refused.getMessage()).contains(said));
    }

    private ArchiveSource source(String archive) {
        return ArchiveSource.of(directory.resolve(archive));
    }

    /** Makes a zip and a tar with entries of any names; those with a slash at the end are directories, "-&gt;" links. */
    private void archives(String... names) {
        String script = """
                import sys, zipfile, tarfile, io, warnings
                warnings.simplefilter('ignore')
                z = zipfile.ZipFile('a.zip', 'w'); t = tarfile.open('a.tar', 'w')
                for name in sys.argv[1:]:
                    i = tarfile.TarInfo(); link = name.split('->')
                    if len(link) > 1:
                        i.name, i.type, i.linkname = link[0], tarfile.SYMTYPE, link[1]; t.addfile(i)
                        zi = zipfile.ZipInfo(link[0]); zi.create_system = 3; zi.external_attr = 0o120777 << 16; z.writestr(zi, link[1])
                    elif name.endswith('/'):
                        i.name, i.type = name, tarfile.DIRTYPE; t.addfile(i); z.writestr(zipfile.ZipInfo(name), '')
                    else:
                        i.name, i.size = name, 4; t.addfile(i, io.BytesIO(b'data')); z.writestr(zipfile.ZipInfo(name), 'data')
                z.close(); t.close()
                """;
        String[] arguments = new String[names.length + 1];
        arguments[0] = script;
        System.arraycopy(names, 0, arguments, 1, names.length);
        Shell.bash(directory, "python3 -c \"$@\"", arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "../outside, \"..\" in its name",
        "a/../../outside, \"..\" in its name",
        "/etc/passwd, absolute name",
        "C:/windows, absolute name",
    })
    void namesThatLeadElsewhere(String name, String said) {
        archives("good", name);
        assertRefused(source("a.zip"), "the entry \"" + name + "\"", said);
        assertRefused(source("a.tar"), "the entry \"" + name + "\"", said);
    }

    @Test
    void twoEntriesOfOneName() {
        archives("x/a", "b", "./x//a");
        assertRefused(source("a.zip"), "is there more than once");
        assertRefused(source("a.tar"), "is there more than once");
        archives("x/", "x");
        assertRefused(source("a.tar"), "the entry \"x\"", "is there more than once");
    }

    @Test
    void entriesBelowWhatIsNoDirectory() {
        archives("a", "a/b");
        assertRefused(source("a.zip"), "the entry \"a/b\"", "lies under \"a\", which is no directory");
        archives("l->/tmp", "l/b");
        assertRefused(source("a.zip"), "the entry \"l/b\"", "no directory");
        assertRefused(source("a.tar"), "the entry \"l/b\"", "no directory");
    }

    @Test
    void encryptedEntries() {
        Shell.bash(directory, "echo secret > s; zip -q -P pass a.zip s");
        assertRefused(source("a.zip"), "the entry \"s\"", "is encrypted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.zip", "a.tar", "a.tar.gz", "a.tar.zst", "a.tar.xz"})
    void whatIsCutShort(String archive) throws IOException {
        Shell.bash(
                directory,
                "for i in {1..40}; do head -c 3000 /dev/urandom > f$i; done; zip -q a.zip f*; tar -caf \"$1\" f* || true",
                "x.tar");
        if (!archive.equals("a.zip")) {
            Shell.bash(directory, "tar -caf \"$1\" f*", archive);
        }
        byte[] whole = Files.readAllBytes(directory.resolve(archive));
        // Tar ends with empty blocks, of which one is enough.
        int end = archive.equals("a.tar") ? whole.length - 10_240 : whole.length;
        for (int length : new int[] {1, 100, 511, 512, 10_000, 61_440, end / 2, end - 4096, end - 20, end - 1}) {
            Files.write(directory.resolve("cut"), Arrays.copyOf(whole, length));
            assertRefused(source("cut"), "cut");
        }
    }

    @Test
    void archivesThatBecomeTooLarge() {
        Shell.bash(directory, """
                head -c 100M /dev/zero > zeros; zip -q a.zip zeros; tar -czf a.tar.gz zeros
                tar -c zeros | zstd -q > a.tar.zst
                """);
        for (String archive : new String[] {"a.zip", "a.tar.gz", "a.tar.zst"}) {
            assertRefused(source(archive), "the entry \"zeros\"", "may be made to fill a disk");
            assertRefused(source(archive).maxRatio(1_000_000).maxSize(50 << 20), "zeros", "more than 52428800 bytes");
        }
    }

    @Test
    void holesThatBecomeTooLarge() {
        Shell.bash(directory, "truncate -s 7G hole; tar -S -cf a.tar hole");
        assertRefused(source("a.tar"), "the entry \"hole\"", "may be made to fill a disk");
    }

    @Test
    void tooManyEntries() {
        archives("a", "b", "c", "d/e");
        assertRefused(source("a.zip").maxEntries(3), "more than 3 entries");
        assertRefused(source("a.tar").maxEntries(4), "more than 4 entries");
    }

    @Test
    void headersThatFillTheMemory() {
        Shell.bash(directory, "python3 -c \"$1\"", """
                import tarfile
                i = tarfile.TarInfo('././@LongLink'); i.type = b'L'; i.size = 30 << 20
                with open('a.tar', 'wb') as f: f.write(i.tobuf(tarfile.GNU_FORMAT)); f.write(b'a' * (30 << 20)); f.write(bytes(10240))
                """);
        assertRefused(source("a.tar"), "has more than 4194304 bytes");
    }

    @Test
    void whatIsNoArchive() throws IOException {
        Files.writeString(directory.resolve("text"), "text".repeat(1000));
        assertRefused(source("text"), "is no archive of a known kind");
        Files.write(directory.resolve("empty"), new byte[0]);
        assertRefused(source("empty"), "is no archive of a known kind");
        assertThatThrownBy(() -> repository.backup(source("missing")).run())
                .isInstanceOf(java.nio.file.NoSuchFileException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.zip", "a.tar"})
    void whateverIsChangedNothingButExceptionsOfArchivesComes(String archive) throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        archives("some/where/a", "some/b", "link->b", "dir/");
        byte[] whole = Files.readAllBytes(directory.resolve(archive));
        int used = archive.endsWith("tar") ? 12 * 512 : whole.length;
        Path file = directory.resolve("changed");
        try (Repository other = Repository.at(new MemoryObjectStore())
                .cacheDirectory(directory.resolve("other"))
                .openOrCreate()) {
            for (int i = 0; i < 150; i++) {
                byte[] changed = whole.clone();
                for (int j = random.nextInt(3); j >= 0; j--) {
                    changed[random.nextInt(used)] = (byte) random.nextInt(256);
                }
                Files.write(file, changed);
                try {
                    other.backup(ArchiveSource.of(file)).run();
                } catch (ArchiveException refused) {
                    // As it should be.
                } catch (IOException | RuntimeException | Error wrong) {
                    throw new AssertionError("seed " + seed + ", attempt " + i, wrong);
                }
            }
        }
    }

    @Test
    void dataThatIsNotWhatWasPacked() throws IOException {
        archives("a", "b");
        byte[] zip = Files.readAllBytes(directory.resolve("a.zip"));
        // Stored, not compressed: the first data follows the header and the name.
        zip[31] ^= 1;
        Files.write(directory.resolve("a.zip"), zip);
        try (Repository other = Repository.at(new MemoryObjectStore())
                .cacheDirectory(directory.resolve("other"))
                .openOrCreate()) {
            Snapshot snapshot = other.backup(source("a.zip")).run();
            assertThat(snapshot.manifest().complete()).isFalse();
            assertThat(snapshot.manifest().problems()).singleElement().satisfies(problem -> {
                assertThat(problem.kind()).isEqualTo(Problem.Kind.UNREADABLE);
                assertThat(problem.path()).isEqualTo("a");
                assertThat(problem.message()).contains("the entry \"a\"", "checksum");
            });
        }
    }
}
