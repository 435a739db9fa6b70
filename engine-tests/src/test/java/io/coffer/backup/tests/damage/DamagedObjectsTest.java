package io.coffer.backup.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects that are not what was stored: each kind of damage, on each object of a repository. */
class DamagedObjectsTest {
    private static final long SEED = 20260101;

    @TempDir
    private Path directory;

    private SmallRepository small;

    @BeforeEach
    void makeRepository() throws IOException {
        small = SmallRepository.make(directory);
    }

    @Test
    void theRepositoryHasAnObjectOfEachTypeAndIsWhole() throws IOException {
        assertThat(small.objects().keySet())
                .contains("config", SmallRepository.SESSION, SmallRepository.RETIRED)
                .anyMatch(name -> name.startsWith("index/"))
                .anyMatch(name -> name.startsWith("snapshots/"));
        assertThat(small.pack('D')).isNotEqualTo(small.pack('M'));
        new Lab(directory).assertWhole(Lab.storeOf(small.objects()));
    }

    @Test
    void aFlippedBitInAnyByteOfAnyObjectIsNoticed() throws IOException {
        System.out.println("seed of the flipped bits: " + SEED);
        Random random = new Random(SEED);
        for (Map.Entry<String, byte[]> object : small.objects().entrySet()) {
            for (int at = 0; at < object.getValue().length; at++) {
                byte[] damaged = object.getValue().clone();
                int bit = random.nextInt(8);
                damaged[at] ^= (byte) (1 << bit);
                small.assertNoticed(object.getKey(), damaged, "with bit " + bit + " of byte " + at + " flipped");
            }
        }
    }

    @Test
    void anObjectCutShortIsNoticed() throws IOException {
        for (Map.Entry<String, byte[]> object : small.objects().entrySet()) {
            int length = object.getValue().length;
            int[] lengths = {0, 1, 7, 8, 9, 27, 28, 39, 40, 67, 68, length / 2, length - 41, length - 32, length - 1};
            for (int kept : lengths) {
                if (kept >= 0 && kept < length) {
                    byte[] damaged = Arrays.copyOf(object.getValue(), kept);
                    small.assertNoticed(object.getKey(), damaged, "cut to " + kept + " bytes");
                }
            }
        }
    }

    @Test
    void anObjectWithMoreBytesAtItsEndIsNoticed() throws IOException {
        for (Map.Entry<String, byte[]> object : small.objects().entrySet()) {
            byte[] damaged = Arrays.copyOf(object.getValue(), object.getValue().length + 1);
            small.assertNoticed(object.getKey(), damaged, "with a byte more");
        }
    }

    @Test
    void anObjectWithTheBytesOfAnotherIsNoticed() throws IOException {
        Map<String, byte[]> objects = small.objects();
        for (String name : objects.keySet()) {
            for (Map.Entry<String, byte[]> other : objects.entrySet()) {
                if (!name.equals(other.getKey())) {
                    small.assertNoticed(name, other.getValue(), "with the bytes of " + other.getKey());
                }
            }
        }
    }

    @Test
    void anObjectFullOfZerosIsNoticed() throws IOException {
        for (Map.Entry<String, byte[]> object : small.objects().entrySet()) {
            small.assertNoticed(object.getKey(), new byte[object.getValue().length], "full of zeros");
        }
    }

    @Test
    void aDeletedPackIsNoticed() throws IOException {
        for (char type : new char[] {'D', 'M'}) {
            small.assertNoticed(small.storeWithout(small.pack(type)), small.pack(type));
        }
    }

    @Test
    void aDeletedIndexIsNoticedByWhatIsMissing() throws IOException {
        try (Repository repository = new Lab(directory).open(small.storeWithout(small.name("index/")))) {
            var report = repository.check().run();

            assertThat(report.ok()).isFalse();
            assertThat(report.damages().get(0).message()).contains("no index names a pack that holds it");
            assertThat(report.unreferencedPacks()).isEqualTo(2);
        }
    }

    @Test
    void whatADeletedManifestTakesAwayIsItsSnapshotOnly() throws IOException {
        try (Repository repository = new Lab(directory).open(small.storeWithout(small.name("snapshots/")))) {
            assertThat(repository.snapshots()).isEmpty();
            assertThat(repository.check().readData().run().damages()).isEmpty();
        }
    }
}
