package io.coffer.backup.archive;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Records of a POSIX extended header, each {@code length key=value} and a line feed. Values are bytes; the library's own
 * writer of them takes text only, which extended attributes are not. Not thread-safe.
 */
final class PaxRecords {
    private final ByteArrayOutputStream records = new ByteArrayOutputStream();

    PaxRecords add(String key, byte[] value) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        // A blank, the equals sign and the line feed.
        int rest = name.length + value.length + 3;
        int length = rest + digits(rest);
        // The length counts its own digits, which may make it longer by one.
        length = rest + digits(length);
        records.writeBytes((length + " ").getBytes(StandardCharsets.US_ASCII));
        records.writeBytes(name);
        records.write('=');
        records.writeBytes(value);
        records.write('\n');
        return this;
    }

    PaxRecords add(String key, String value) {
        return add(key, value.getBytes(StandardCharsets.UTF_8));
    }

    PaxRecords add(String key, long value) {
        return add(key, Long.toString(value));
    }

    PaxRecords add(String key, Instant time) {
        BigDecimal seconds = BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), 9));
        return add(key, seconds.stripTrailingZeros().toPlainString());
    }

    private static int digits(int number) {
        return Integer.toString(number).length();
    }

    boolean isEmpty() {
        return records.size() == 0;
    }

    byte[] toBytes() {
        return records.toByteArray();
    }
}
