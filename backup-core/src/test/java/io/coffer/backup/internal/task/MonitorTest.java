package io.coffer.backup.internal.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Progress;
import io.coffer.backup.spi.decorator.MonotonicTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MonitorTest {
    private final List<Progress> events = new ArrayList<>();
    private long nanos;

    private final Monitor monitor = new Monitor(events::add, new MonotonicTime() {
        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void sleep(Duration duration) {
            nanos += duration.toNanos();
        }
    });

    @Test
    void tellsHowFarCountingIsAFewTimesASecond() {
        for (int i = 1; i <= 1000; i++) {
            nanos += 1_000_000;
            monitor.counting(i, i * 10L);
        }
        assertThat(events).hasSizeBetween(3, 10).allSatisfy(progress -> {
            assertThat(progress.items()).isZero();
            assertThat(progress.bytes()).isZero();
            assertThat(progress.totalBytes()).isEqualTo(progress.totalItems() * 10);
            assertThat(progress.current()).isEqualTo("counting");
        });
        assertThat(events).extracting(Progress::totalItems).isSorted().doesNotHaveDuplicates();

        monitor.done(1000, 10_000, "last");
        monitor.finish();
        assertThat(events.get(events.size() - 1).fraction()).isEqualTo(1);
    }
}
