package io.coffer.backup.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what the storage answered: from anybody, so that nothing of it is believed to have a form. */
final class Answers {
    private static final HttpHeaderName REQUEST_ID = HttpHeaderName.fromString("x-ms-request-id");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,7}");

    private Answers() {}

    /** Status, code and the number of the request, for whoever asks Azure's support. */
    static String describe(int status, String code, @Nullable HttpResponse response) {
        String shownCode = WORD.matcher(code).matches() ? " " + code : "";
        String id = header(response, REQUEST_ID);
        String shownId = id != null && WORD.matcher(id).matches() ? " (request " + id + ")" : "";
        return "the storage answered " + status + shownCode + shownId;
    }

    /** How long the storage asks to be left alone, or null. */
    static @Nullable Duration retryAfter(@Nullable HttpResponse response) {
        String value = header(response, HttpHeaderName.RETRY_AFTER);
        if (value == null) {
            return null;
        }
        if (SECONDS.matcher(value).matches()) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        Instant until = date(value);
        Instant now = date(header(response, HttpHeaderName.DATE));
        return until == null || now == null || until.isBefore(now) ? null : Duration.between(now, until);
    }

    /** When the storage answered, by its own clock, or null. */
    static @Nullable Instant date(@Nullable HttpResponse response) {
        return date(header(response, HttpHeaderName.DATE));
    }

    private static @Nullable Instant date(@Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable String header(@Nullable HttpResponse response, HttpHeaderName name) {
        return response == null ? null : response.getHeaderValue(name);
    }
}
