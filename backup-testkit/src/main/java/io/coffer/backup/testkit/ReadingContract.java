package io.coffer.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.RangeNotSatisfiableException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What get and stat promise. */
abstract class ReadingContract extends WritingContract {
    private static final int SIZE = 100_000;

    /** A range is exactly the bytes asked for, at both ends of the object and between. */
    @Test
    protected void rangesAreExact() throws Exception {
        byte[] content = bytes(SIZE);
        put("ranges", content);
        int[][] ranges = {
            {0, 1}, {SIZE - 1, 1}, {0, SIZE}, {1, SIZE - 1}, {0, SIZE - 1}, {777, 1}, {4095, 2}, {50_000, 33_333}
        };
        for (int[] range : ranges) {
            assertThat(store().get("ranges", range[0], range[1]))
                    .as("%d bytes at offset %d", range[1], range[0])
                    .isEqualTo(Arrays.copyOfRange(content, range[0], range[0] + range[1]));
        }
    }

    /** A range that ends after the object is refused, whether it starts in the object or not. */
    @Test
    protected void rangesPastTheEndAreRefused() throws Exception {
        put("short", bytes(SIZE));
        put("empty", bytes(0));
        long[][] ranges = {{0, SIZE + 1}, {SIZE - 1, 2}, {SIZE, 1}, {SIZE + 1, 1}, {1L << 40, 10}, {Long.MAX_VALUE, 1}};
        for (long[] range : ranges) {
            assertOutOfRange("short", range[0], (int) range[1]);
        }
        assertOutOfRange("short", 0, Integer.MAX_VALUE);
        assertOutOfRange("short", Long.MAX_VALUE, Integer.MAX_VALUE);
        assertOutOfRange("empty", 0, 1);
    }

    private void assertOutOfRange(String name, long offset, int length) {
        RangeNotSatisfiableException refusal =
                catchThrowableOfType(RangeNotSatisfiableException.class, () -> store().get(name, offset, length));
        assertThat(refusal)
                .as("refusal of %d bytes at offset %d of %s", length, offset, name)
                .isNotNull();
        assertThat(refusal.objectName()).isEqualTo(name);
    }

    /** A range that starts before the object or has no bytes is a mistake of the caller. */
    @Test
    protected void impossibleRangesAreRefused() throws Exception {
        put("object", bytes(10));
        long[][] ranges = {{-1, 1}, {Long.MIN_VALUE, 5}, {0, 0}, {5, 0}, {0, -1}, {3, Integer.MIN_VALUE}};
        for (long[] range : ranges) {
            assertThatThrownBy(() -> store().get("object", range[0], (int) range[1]))
                    .as("%d bytes at offset %d", range[1], range[0])
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Who has begun to read an object that is then replaced or deleted reads it to its end, or is told. */
    @Test
    protected void openStreamsDoNotMixVersions() throws Exception {
        int size = 10 * SIZE;
        put("version", bytes(size));
        byte[] next = bytes(size + 1);
        for (boolean deleted : new boolean[] {false, true}) {
            byte[] before = deleted ? next : bytes(size);
            try (InputStream in = store().get("version")) {
                assertThat(in.readNBytes(10)).isEqualTo(Arrays.copyOf(before, 10));
                if (deleted) {
                    delete("version");
                } else {
                    put("version", next);
                }
                assertEndsAs(before, in);
            }
        }
    }

    private static void assertEndsAs(byte[] whole, InputStream in) {
        byte[] rest;
        try {
            rest = in.readAllBytes();
        } catch (IOException e) {
            // Told.
            return;
        }
        assertThat(rest).as("the rest of what was begun").isEqualTo(Arrays.copyOfRange(whole, 10, whole.length));
    }

    /** Reading what is missing fails at once, names the object, and is not worth repeating. */
    @Test
    protected void whatIsMissingIsNotFound() throws Exception {
        put("present", bytes(1));
        for (String name : List.of("missing", "missing/deeper", "presen", "presentt", "present/deeper")) {
            Map<String, ThrowingCallable> calls = Map.of(
                    "get", () -> store().get(name).close(),
                    "get a range", () -> store().get(name, 0, 1),
                    "get a range far away", () -> store().get(name, 1L << 40, 1),
                    "stat", () -> store().stat(name));
            calls.forEach((call, code) -> {
                ObjectNotFoundException thrown = catchThrowableOfType(ObjectNotFoundException.class, code);
                assertThat(thrown).as(call + " " + name).isNotNull();
                assertThat(thrown.objectName()).as(call).isEqualTo(name);
                assertThat(thrown.isTemporary()).as(call).isFalse();
                assertThat(thrown.getMessage()).as(call).contains(name);
            });
        }
    }

    /** The common start of names is no object. */
    @Test
    protected void directoriesAreNotObjects() throws Exception {
        put("some/where/object", bytes(10));
        assertMissing("some");
        assertMissing("some/where");
    }

    /** Stat tells name, size and time; the time is that of the last put. */
    @Test
    protected void statTellsSizeAndTime() throws Exception {
        Instant before = Instant.now();
        put("seen", bytes(12_345));
        ObjectInfo info = store().stat("seen");
        assertThat(info.name()).isEqualTo("seen");
        assertThat(info.size()).isEqualTo(12_345);
        // Clocks differ; a time in seconds taken for milliseconds, or a time of 1970, is what this finds.
        assertThat(info.modified()).isCloseTo(before, within(1, ChronoUnit.DAYS));
        put("seen", bytes(7));
        assertThat(store().stat("seen").size()).isEqualTo(7);
        assertThat(store().stat("seen").modified()).isAfterOrEqualTo(info.modified());
    }

    /** A stream may be closed before its end, twice, and by another thread than the one that opened it. */
    @Test
    protected void streamsMayBeClosedAnyhow() throws Exception {
        put("stream", bytes(SIZE));
        InputStream half = store().get("stream");
        assertThat(half.readNBytes(SIZE / 2)).isEqualTo(Arrays.copyOf(bytes(SIZE), SIZE / 2));
        half.close();
        half.close();
        store().get("stream").close();
        InputStream handedOver = store().get("stream");
        Callable<byte[]> other = () -> {
            try (handedOver) {
                return handedOver.readAllBytes();
            }
        };
        assertThat(together(List.of(other)).get(0)).isEqualTo(bytes(SIZE));
        assertHolds("stream", bytes(SIZE));
    }

    /** Streams of one object do not disturb each other. */
    @Test
    protected void streamsAreIndependent() throws Exception {
        put("shared", bytes(SIZE));
        try (InputStream first = store().get("shared");
                InputStream second = store().get("shared")) {
            assertThat(first.readNBytes(10)).isEqualTo(Arrays.copyOf(bytes(SIZE), 10));
            assertThat(second.readAllBytes()).isEqualTo(bytes(SIZE));
            assertThat(first.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes(SIZE), 10, SIZE));
        }
    }

    /** A stream that has ended stays at its end. */
    @Test
    protected void streamsEndForGood() throws Exception {
        put("end", bytes(3));
        try (InputStream in = store().get("end")) {
            assertThat(in.readNBytes(3)).isEqualTo(bytes(3));
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read(new byte[5])).isEqualTo(-1);
        }
        assertThatThrownBy(() -> store().get("end", 0, 4)).isInstanceOf(RangeNotSatisfiableException.class);
    }
}
