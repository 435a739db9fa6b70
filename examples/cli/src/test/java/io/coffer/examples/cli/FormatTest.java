package io.coffer.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class FormatTest {
    @Test
    void countsAreGrouped() {
        assertThat(Format.count(0)).isEqualTo("0");
        assertThat(Format.count(999)).isEqualTo("999");
        assertThat(Format.count(1000)).isEqualTo("1,000");
        assertThat(Format.count(1234567)).isEqualTo("1,234,567");
        assertThat(Format.count(-123456)).isEqualTo("-123,456");
        assertThat(Format.count(1, "file", "files")).isEqualTo("1 file");
        assertThat(Format.count(0, "file", "files")).isEqualTo("0 files");
    }

    @Test
    void bytesHaveUnits() {
        assertThat(Format.bytes(1023)).isEqualTo("1023 B");
        assertThat(Format.bytes(1024)).isEqualTo("1.0 KiB");
        assertThat(Format.bytes((1 << 20) - 1)).isEqualTo("1.0 MiB");
        assertThat(Format.bytes(1_288_490_189L)).isEqualTo("1.2 GiB");
        assertThat(Format.bytes(Long.MAX_VALUE)).isEqualTo("8.0 EiB");
    }

    @Test
    void durationsGrowFromSecondsToHours() {
        assertThat(Format.duration(Duration.ofMillis(340))).isEqualTo("0.3 s");
        assertThat(Format.duration(Duration.ofSeconds(125))).isEqualTo("2:05 min");
        assertThat(Format.duration(Duration.ofSeconds(3 * 3600 + 59))).isEqualTo("3:00:59 h");
        assertThat(Format.clock(7)).isEqualTo("0:07");
    }

    @Test
    void timesAlwaysHaveSeconds() {
        ZoneId here = ZoneId.systemDefault();
        assertThat(Format.time(LocalDateTime.of(2026, 11, 1, 3, 15).atZone(here).toInstant()))
                .isEqualTo("2026-11-01 03:15:00");
        assertThat(Format.time(
                        LocalDateTime.of(2026, 11, 1, 3, 15, 9, 5).atZone(here).toInstant()))
                .isEqualTo("2026-11-01 03:15:09");
    }
}
