package io.coffer.backup.store.cloudinary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PublicIdsTest {
    private static final String ALLOWED = "abcdefghijklmnopqrstuvwxyz0123456789._-";

    private final PublicIds ids = new PublicIds("backups/laptop");

    @Test
    void namesOfRepositoriesStayReadable() {
        assertThat(ids.of("packs/0a/0a1b")).isEqualTo("backups/laptop/packs-0a-0a1b");
        assertThat(ids.of("sessions/1-2.beat")).isEqualTo("backups/laptop/sessions-1H2Dbeat");
    }

    /** Any name comes back, its id has only letters, digits and "-" below the prefix, and neither starts nor ends with it. */
    @Test
    void everyNameComesBack() {
        long seed = Long.getLong("coffer.test.seed", new Random().nextLong());
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            String name = name(random);
            String id = ids.of(name);
            assertThat(id)
                    .as("seed %d, %s", seed, name)
                    .matches("backups/laptop/[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?");
            assertThat(ids.name(id)).as("seed %d, %s", seed, id).isEqualTo(name);
            String prefix = name.substring(0, random.nextInt(name.length() + 1));
            assertThat(id).as("seed %d, %s", seed, prefix).startsWith(ids.ofPrefix(prefix));
        }
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder("a");
        int segments = random.nextInt(7);
        for (int i = 0; i < segments; i++) {
            name.append("/v");
            int length = random.nextInt(10);
            for (int k = 0; k < length; k++) {
                name.append(ALLOWED.charAt(random.nextInt(ALLOWED.length())));
            }
        }
        return name.toString();
    }

    @Test
    void longestNameFits() {
        String name = "z".repeat(128) + "/" + "_".repeat(71);
        assertThat(new PublicIds("p".repeat(50)).of(name).length()).isLessThanOrEqualTo(255);
    }

    @Test
    void whatOthersStoredIsNoObject() {
        for (String id : List.of(
                "backups/laptop",
                "backups/laptop/",
                "backups/laptopx/a",
                "backups/laptop/a/b",
                "backups/laptop/A",
                "backups/laptop/a--b",
                "backups/laptop/photo.jpg",
                "other/laptop/a")) {
            assertThat(ids.name(id)).as(id).isNull();
        }
        assertThat(ids.ofPrefix("packs/*")).isNull();
    }

    @Test
    void prefixesThatCloudinaryMisunderstandsAreRefused() {
        for (String prefix : List.of(
                "",
                "/",
                "a/",
                "/a",
                "a//b",
                "v1",
                "a/v12/b",
                "my_backups",
                "a.b",
                "-a",
                "a-",
                "a b",
                "ä",
                "x".repeat(51))) {
            assertThatThrownBy(() -> new PublicIds(prefix))
                    .as(prefix)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected 1 to 50 characters");
        }
        for (String prefix : List.of("a", "v", "v1a", "Backups/2026/x-1", "x".repeat(50))) {
            assertThat(new PublicIds(prefix).prefix()).isEqualTo(prefix);
        }
    }
}
