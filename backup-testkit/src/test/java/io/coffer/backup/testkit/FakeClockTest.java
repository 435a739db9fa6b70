package io.coffer.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class FakeClockTest {
    private static final Instant START = Instant.parse("2020-02-29T12:00:00Z");

    @Test
    void standsStillUntilMoved() {
        FakeClock clock = new FakeClock(START);
        assertThat(clock.instant()).isEqualTo(START);
        assertThat(clock.advance(Duration.ofDays(1))).isEqualTo(START.plusSeconds(86_400));
        assertThat(clock.advance(Duration.ofHours(-36)))
                .isEqualTo(clock.instant())
                .isBefore(START);
        clock.set(START);
        assertThat(clock.millis()).isEqualTo(START.toEpochMilli());
    }

    @Test
    void zonesShareTheTime() {
        FakeClock clock = new FakeClock();
        FakeClock berlin = clock.withZone(ZoneId.of("Europe/Berlin"));
        clock.advance(Duration.ofMinutes(5));
        assertThat(berlin.instant()).isEqualTo(clock.instant()).isEqualTo(Instant.parse("2026-01-01T00:05:00Z"));
        assertThat(berlin.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
    }
}
