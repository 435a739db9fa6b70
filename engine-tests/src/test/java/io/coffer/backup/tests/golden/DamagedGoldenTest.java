package io.coffer.backup.tests.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coffer.backup.CheckReport;
import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.Repository;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.RepositoryNotFoundException;
import io.coffer.backup.UnsupportedFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden repository with one kind of damage at a time, and exactly what is said about it. */
class DamagedGoldenTest {
    private static final int HEADER = 8;

    @TempDir
    private Path directory;

    private Map<String, byte[]> objects;

    @BeforeEach
    void readObjects() throws IOException {
        objects = GoldenRepository.objects();
    }

    private Repository open() throws IOException {
        return Repository.at(GoldenRepository.storeOf(objects))
                .cacheDirectory(directory.resolve("cache"))
                .open();
    }

    /** The first object of a kind: a letter for packs, the start of the name for others. */
    private String name(String kind) {
        return objects.keySet().stream()
                .filter(name -> kind.length() > 1
                        ? name.startsWith(kind)
                        : name.startsWith("packs/") && objects.get(name)[4] == kind.charAt(0))
                .findFirst()
                .orElseThrow();
    }

    private CheckReport check() throws IOException {
        try (Repository repository = open()) {
            return repository.check().readData().run();
        }
    }

    private void assertReports(String object, String message) throws IOException {
        assertThat(check().damages())
                .anySatisfy(damage -> {
                    assertThat(damage.object()).isEqualTo(object);
                    assertThat(damage.message()).contains(message);
                })
                .allSatisfy(damage ->
                        assertThat(damage.message()).doesNotContain(damage.object(), "run a check", "from a copy"));
    }

    private byte[] flip(String name, int at) {
        byte[] bytes = objects.get(name);
        bytes[at < 0 ? bytes.length + at : at] ^= 0x10;
        return bytes;
    }

    private static void seal(byte[] envelope) {
        byte[] digest = sha256(Arrays.copyOf(envelope, envelope.length - 32));
        System.arraycopy(digest, 0, envelope, envelope.length - 32, 32);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "index/, 8, its checksum does not fit its content",
        "index/, 0, it starts with",
        "index/, 5, its checksum does not fit its content",
        "snapshots/, 20, its checksum does not fit its content",
        "snapshots/, 4, its checksum does not fit its content",
        "D, 20, its bytes have the SHA-256",
        "D, 100, has other bytes than it had when it was stored",
        "M, -60, the checksum of its directory does not fit",
        "M, -1, it ends with",
        "M, 4, its type is",
        "D, 5, has format version",
    })
    void aFlippedBitIsReportedForWhatItIs(String kind, int at, String message) throws IOException {
        String name = name(kind);
        flip(name, at);

        assertReports(name, message);
    }

    @ParameterizedTest
    @CsvSource({
        "index/, its checksum does not fit its content",
        "snapshots/, its checksum does not fit its content",
        "D, 'the pack has '",
        "M, 'the pack has '",
    })
    void anObjectCutShortIsReportedForWhatItIs(String kind, String message) throws IOException {
        String name = name(kind);
        objects.put(name, Arrays.copyOf(objects.get(name), objects.get(name).length - 10));

        assertReports(name, message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"D", "M"})
    void aMissingPackIsReportedWithTheIndexThatNamesIt(String kind) throws IOException {
        String name = name(kind);
        objects.remove(name);

        assertReports(name, "the pack is missing, index/");
    }

    @Test
    void aMissingIndexObjectIsReportedByTheContentsThatHaveNoHome() throws IOException {
        objects.keySet().removeIf(name -> name.startsWith("index/"));

        CheckReport report = check();

        assertThat(report.unreferencedPacks()).isEqualTo(6);
        assertThat(report.damages()).hasSizeGreaterThanOrEqualTo(GoldenSource.SNAPSHOTS);
        assertThat(report.damages())
                .anySatisfy(damage -> assertThat(damage.message()).contains("no index names a pack that holds it"));
        try (Repository repository = open()) {
            repository.rebuildIndex();
            assertThat(repository.check().readData().run().damages()).isEmpty();
        }
    }

    @Test
    void aMissingManifestHidesNoOtherSnapshot() throws IOException {
        objects.remove(name("snapshots/"));

        CheckReport report = check();

        assertThat(report.snapshots()).isEqualTo(GoldenSource.SNAPSHOTS - 1);
        assertThat(report.damages()).isEmpty();
    }

    @Test
    void withoutAConfigThereIsNoRepository() {
        objects.remove("config");

        assertThatThrownBy(this::open)
                .isInstanceOf(RepositoryNotFoundException.class)
                .hasMessageContaining("has lost its object \"config\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 5, 6, 7, 20, 200, -1})
    void aDamagedConfigIsNeverTakenForOneOfANewerVersion(int at) {
        flip("config", at);

        assertThatThrownBy(this::open)
                .isInstanceOf(CorruptObjectException.class)
                .hasMessageContaining("config is damaged");
    }

    @Test
    void aConfigOfANewerVersionIsNotDamaged() {
        byte[] config = objects.get("config");
        config[5] = 2;
        seal(config);

        assertThatThrownBy(this::open)
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageContaining("config has format version 2, this library reads up to 1");
    }

    @Test
    void flagsThatAreNotKnownAskForANewerLibrary() {
        byte[] config = objects.get("config");
        config[6] = 1;
        seal(config);

        assertThatThrownBy(this::open)
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageContaining("asks for features 1");
    }

    @Test
    void aFeatureThatIsNotKnownAsksForANewerLibrary() {
        String json = text(objects.get("config")).replace("\"features\":[]", "\"features\":[\"later\"]");
        objects.put("config", envelope('C', json));

        assertThatThrownBy(this::open)
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageContaining("the repository needs feature \"later\"");
    }

    @Test
    void aManifestUnderAnotherNameIsNotBelieved() throws IOException {
        String name = name("snapshots/");
        String other = "snapshots/" + "0".repeat(64);
        objects.put(other, objects.remove(name));

        try (Repository repository = open()) {
            assertThatThrownBy(() -> repository.snapshot("0".repeat(64)))
                    .isInstanceOf(RepositoryException.class)
                    .hasMessageContaining("it is a manifest, but of snapshot " + name.substring("snapshots/".length()));
        }
    }

    @Test
    void anIndexThatNamesMoreThanItHasIsReported() throws IOException {
        String name = name("index/");
        byte[] bytes = objects.remove(name);
        ByteBuffer.wrap(bytes).putInt(HEADER + 28, Integer.MAX_VALUE);
        seal(bytes);
        String renamed = "index/" + java.util.HexFormat.of().formatHex(sha256(bytes));
        objects.put(renamed, bytes);

        assertReports(renamed, "its tables take");
    }

    private static String text(byte[] envelope) {
        return new String(envelope, HEADER, envelope.length - HEADER - 32, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static byte[] envelope(char type, String json) {
        byte[] payload = json.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ByteBuffer object = ByteBuffer.allocate(HEADER + payload.length + 32);
        object.put(new byte[] {'C', 'O', 'F', 'R', (byte) type, 1, 0, 0}).put(payload);
        seal(object.array());
        return object.array();
    }
}
