package io.coffer.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Progress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressLineTest {
    private static final Progress HALF =
            new Progress(1234, 5000, 512 << 20, 1 << 30, "some/file", Duration.ofSeconds(10));

    private static String line(Progress progress, String unit) {
        return ProgressLine.of(progress, unit, Duration.ZERO, 120);
    }

    @Test
    void showsFilesBytesPercentageRateAndTimeLeft() {
        assertThat(line(HALF, "files"))
                .isEqualTo("[#####-----]  50%  1,234/5,000 files  512.0 MiB/1.0 GiB  51.2 MiB/s  0:10 left");
    }

    @Test
    void leavesOutWhatIsNotKnown() {
        Progress start = new Progress(12, -1, 2048, -1, null, Duration.ofMillis(300));
        assertThat(line(start, "files")).isEqualTo("12 files  2.0 KiB");
        Progress trees = new Progress(12, -1, 0, -1, null, Duration.ofSeconds(3));
        assertThat(line(trees, "trees")).isEqualTo("12 trees");
    }

    @Test
    void saysWhatIsCountedOrWaitedForAsLongAsNothingIsDone() {
        Progress counting = new Progress(0, 1234, 0, 5 << 20, "counting", Duration.ofSeconds(3));
        assertThat(line(counting, "entries")).isEqualTo("[----------]   0%  0/1,234 entries  0 B/5.0 MiB  counting");
        Progress waiting = new Progress(0, -1, 0, -1, "waiting for \u001b", Duration.ofSeconds(3));
        assertThat(line(waiting, "files")).isEqualTo("0 files  waiting for \\x1b");
    }

    @Test
    void measuresFromWhereSomethingWasDone() {
        assertThat(ProgressLine.of(HALF, "files", Duration.ofSeconds(2), 120))
                .endsWith("512.0 MiB/1.0 GiB  64.0 MiB/s  0:08 left");
    }

    @ParameterizedTest
    @CsvSource({
        "78, '[#####-----]  50%  1,234/5,000 files  512.0 MiB/1.0 GiB  51.2 MiB/s  0:10 left'",
        "77, ' 50%  1,234/5,000 files  512.0 MiB/1.0 GiB  51.2 MiB/s  0:10 left'",
        "65, ' 50%  1,234/5,000 files  512.0 MiB/1.0 GiB  51.2 MiB/s  0:10 left'",
        "64, ' 50%  512.0 MiB/1.0 GiB  51.2 MiB/s  0:10 left'",
        "40, ' 50%  51.2 MiB/s  0:10 left'",
        "20, ' 50%  0:10 left'",
        "10, ' 50%  0:10'",
        "1, ' '",
    })
    void goesWithoutPartsThatDoNotFit(int width, String expected) {
        assertThat(ProgressLine.of(HALF, "files", Duration.ZERO, width)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"3, 1", "4, 1", "5, 3", "6, 3", "7, 4", "9, 4"})
    void isCutBetweenCharactersAndAllowsForWideOnes(int width, int characters) {
        String wide = "\u6f22\ud83d\ude00\u6f22";
        Progress waiting = new Progress(0, 0, 0, 1, wide, Duration.ZERO);
        assertThat(ProgressLine.of(waiting, "files", Duration.ZERO, "  0%  ".length() + width - 1))
                .isEqualTo("  0%  " + wide.substring(0, characters));
    }
}
