package io.coffer.backup.store.s3;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Error;

/**
 * What a server said of a request that it did not do. Nothing of it is trusted: texts are cut and cleaned, times
 * bounded.
 *
 * @param status of HTTP, 0 for one object among many
 * @param code the word for the error, empty when there is none (answers to HEAD have no body)
 * @param text for people, perhaps empty
 */
record Answer(
        int status, String code, String text, @Nullable SdkHttpResponse response) {
    private static final int MAXIMUM_TEXT = 300;

    /** A server that asks for more is not waited for so long. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    static Answer of(AwsServiceException failure) {
        AwsErrorDetails details = failure.awsErrorDetails();
        if (details == null) {
            return new Answer(failure.statusCode(), "", "", null);
        }
        String code = clean(details.errorCode());
        // For an answer without a body the SDK gives the status as the code.
        boolean noCode = code.equals(String.valueOf(failure.statusCode()));
        return new Answer(
                failure.statusCode(), noCode ? "" : code, clean(details.errorMessage()), details.sdkHttpResponse());
    }

    static Answer of(S3Error error) {
        return new Answer(0, clean(error.code()), clean(error.message()), null);
    }

    private static String clean(@Nullable String text) {
        String known = Objects.requireNonNullElse(text, "");
        String cut = known.length() > MAXIMUM_TEXT ? known.substring(0, MAXIMUM_TEXT) + "..." : known;
        return cut.replaceAll("\\p{Cntrl}", " ").trim();
    }

    String describe() {
        String shown = status == 0 ? "" : String.valueOf(status);
        if (!code.isEmpty()) {
            shown = (shown + " " + code).trim();
        }
        return text.isEmpty() || text.equals("null") ? shown : shown + " (" + text + ")";
    }

    /** Whether the text or the code has one of these, in lower case, in it. */
    boolean says(String... words) {
        String all = (code + " " + text).toLowerCase(Locale.ROOT);
        for (String word : words) {
            if (all.contains(word)) {
                return true;
            }
        }
        return false;
    }

    /** How long the server asks to be left alone, in seconds or as a time. */
    @Nullable
    Duration retryAfter() {
        String value = header("Retry-After").orElse("");
        try {
            Duration wait = value.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(value))
                    : Duration.between(httpTime("Date").orElseGet(Instant::now), parse(value));
            return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** In brackets, or nothing when it is not known. */
    String serverTime() {
        return httpTime("Date").map(time -> " (it has " + time + ")").orElse("");
    }

    String region() {
        return header("x-amz-bucket-region")
                .filter(region -> region.matches("[a-z0-9-]{1,40}"))
                .map(region -> "region " + region)
                .orElse("another region");
    }

    private Optional<Instant> httpTime(String name) {
        try {
            return header(name).map(Answer::parse);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Instant parse(String value) {
        return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }

    private Optional<String> header(String name) {
        return response == null ? Optional.empty() : response.firstMatchingHeader(name);
    }
}
