package io.coffer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.chrono.JapaneseChronology;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of policies, what builders refuse, and what is said then. */
class RetentionPolicyTextTest {
    private static RetentionPolicyBuilder builder() {
        return RetentionPolicy.builder().zone(ZoneOffset.UTC);
    }

    private static void roundTrip(RetentionPolicy policy, String text) {
        assertThat(policy).hasToString(text);
        RetentionPolicy read = RetentionPolicy.parse(text);
        assertThat(read).isEqualTo(policy).hasSameHashCodeAs(policy).hasToString(text);
    }

    @Test
    void printsAndReadsEverything() {
        RetentionPolicy policy = RetentionPolicy.builder()
                .keepLast(3)
                .keepHourly(24)
                .keepDaily(7)
                .keepWeekly(4)
                .keepMonthly(12)
                .keepQuarterly(Integer.MAX_VALUE)
                .keepYearly(RetentionPolicy.ALL)
                .keepWithin(Period.ofMonths(3))
                .keepWithinHourly(Duration.ofHours(36))
                .keepWithinDaily(Period.ofDays(10))
                .keepWithinWeekly(Period.ofWeeks(2))
                .keepWithinMonthly(Period.of(1, 6, 0))
                .keepWithinQuarterly(Duration.ofSeconds(86_399))
                .keepWithinYearly(Period.ofYears(999_999))
                .keepTags("release", "b")
                .keepTags("a")
                .keepIds("4f3a")
                .protectTag("hold")
                .groupBy(GroupBy.TAGS, GroupBy.HOST)
                .allowEmptyGroups()
                .zone(ZoneId.of("Europe/Berlin"))
                .build();
        roundTrip(
                policy,
                "last=3, hourly=24, daily=7, weekly=4, monthly=12, quarterly=2147483647, yearly=all, within=3M,"
                        + " within-hourly=36h, within-daily=10d, within-weekly=14d, within-monthly=1y6M,"
                        + " within-quarterly=23h59min59s, within-yearly=999999y, tag=a, tag=b, tag=release, id=4f3a,"
                        + " protect=hold, group=host+tags, allow-empty-groups=true, zone=Europe/Berlin");
    }

    @Test
    void printsNoMoreThanIsSaid() {
        roundTrip(builder().keepDaily(7).build(), "daily=7, zone=Z");
        roundTrip(builder().keepLast(1).groupBy().build(), "last=1, group=none, zone=Z");
        roundTrip(builder().keepLast(1).groupBy(GroupBy.SOURCES, GroupBy.HOST).build(), "last=1, zone=Z");
        roundTrip(builder().keepLast(1).protectTag("protected").build(), "last=1, zone=Z");
    }

    @Test
    void quotesWhatNeedsIt() {
        roundTrip(builder().keepTags("a, b").build(), "tag=\"a, b\", zone=Z");
        roundTrip(builder().keepTags(" ").build(), "tag=\" \", zone=Z");
        roundTrip(builder().keepTags("\u001c").build(), "tag=\"\u001c\", zone=Z");
        roundTrip(builder().keepTags("k=v").build(), "tag=\"k=v\", zone=Z");
        roundTrip(builder().keepTags("\"\\\n").build(), "tag=\"\\\"\\\\\n\", zone=Z");
        roundTrip(builder().keepLast(1).protectTag(",").build(), "last=1, protect=\",\", zone=Z");
        roundTrip(builder().keepTags("a+b", "\u00e9\ud83d\udce6").build(), "tag=a+b, tag=\u00e9\ud83d\udce6, zone=Z");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            daily=7,last=3                   | last=3, daily=7
            '  daily = 7 , zone= UTC,last =3'| last=3, daily=7
            last=-1                          | last=all
            last=3, daily=0                  | last=3
            last=007                         | last=7
            within=2w1d                      | within=15d
            within=90min                     | within=1h30min
            within=1d24h                     | within=1d24h
            tag="release"                    | tag=release
            tag=b, tag=a, tag=b              | tag=a, tag=b
            last=1, allow-empty-groups=false | last=1
            last=1, group= tags + host       | last=1, group=host+tags
            last=1, group=sources+host       | last=1
            last=1, protect=protected        | last=1
            """)
    void readsOtherSpellings(String text, String same) {
        String zone = text.contains("zone") ? "" : ", zone=UTC";
        assertThat(RetentionPolicy.parse(text + zone)).hasToString(same + ", zone=UTC");
    }

    @Test
    void whatIsSaidLastHolds() {
        RetentionPolicyBuilder builder = builder().keepLast(3).keepDaily(7).keepWithin(Period.ofDays(1));
        RetentionPolicy first = builder.build();
        builder.keepLast(0).keepDaily(0).keepWithin(Duration.ofDays(1)).groupBy(GroupBy.HOST);
        assertThat(first).hasToString("last=3, daily=7, within=1d, zone=Z");
        assertThat(builder.build())
                .hasToString("within=24h, group=host, zone=Z")
                .isNotEqualTo(first);
    }

    @Test
    void zoneIsThatOfTheMachineWhenThePolicyIsBuilt() {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
            RetentionPolicy policy = RetentionPolicy.parse("last=1");
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            assertThat(policy).hasToString("last=1, zone=Asia/Kathmandu");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    private static final String SPAN = "expected a span such as 3M, 1y6M, 10d or 36h (y years, M months, w weeks,"
            + " d days, h hours, min minutes, s seconds, in this order)";

    static Stream<String> errors() throws IOException {
        try (InputStream table = RetentionPolicyTextTest.class.getResourceAsStream("retention-errors.txt")) {
            String text = new String(table.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#"));
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void saysWhatIsWrongWithAText(String line) {
        String[] textAndMessage = line.split(" => ", 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetentionPolicy.parse(textAndMessage[0]))
                .withMessage("retention policy, " + textAndMessage[1]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "3m", "M3", "6M1y", "1y1y", "1.5h", "-1d", "1 d", "all", "P3M", "1234567d"})
    void saysWhatASpanLooksLike(String span) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetentionPolicy.parse("last=1, within-daily=" + span))
                .withMessage("retention policy, part 2 \"within-daily=" + span + "\": " + SPAN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "zone=UTC", "daily=0", "protect=hold", "allow-empty-groups=true"})
    void refusesToKeepNothing(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetentionPolicy.parse(text))
                .withMessage("retention policy: nothing says what to keep, and so everything would be removed;"
                        + " expected a rule such as last=3, daily=7 or within=3M");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().keepTags().build())
                .withMessageStartingWith("retention policy: nothing says what to keep");
    }

    @Test
    void buildersSayWhatTheyExpect() {
        refuses(() -> builder().keepLast(-2), "expected a count of 0 or more, or -1 for all, was -2");
        refuses(() -> builder().keepYearly(-3), "expected a count of 0 or more, or -1 for all, was -3");
        refuses(() -> builder().keepWithin(Period.ZERO), "expected a span of more than nothing, was 0 seconds");
        refuses(
                () -> builder().keepWithin(Period.of(1, -1, 0)),
                "expected a span of more than nothing, was 1 year -1 month");
        refuses(
                () -> builder().keepWithin(Duration.ofMinutes(-61)),
                "expected a span of more than nothing, was -1 hour -1 minute");
        refuses(() -> builder().keepWithin(Duration.ofMillis(1500)), "expected a span of whole seconds, was PT1.5S");
        refuses(
                () -> builder().keepWithinDaily(Period.ofDays(1_000_000)),
                "expected a span of at most 999999 years, months, days or hours, was 1000000 days");
        refuses(
                () -> builder().keepWithinDaily(Duration.ofHours(1_000_000)),
                "expected a span of at most 999999 years, months, days or hours, was 1000000 hours");
        refuses(
                () -> builder().keepWithin(JapaneseChronology.INSTANCE.period(1, 0, 0)),
                "expected a java.time.Period or java.time.Duration, was java.time.chrono.ChronoPeriodImpl");
        refuses(() -> builder().protectTag(""), "expected a tag, was empty");
        refuses(() -> builder().keepIds("AB"), "expected the id of a snapshot, 1 to 64 digits 0-9a-f, was \"AB\"");
    }

    private static void refuses(Runnable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message);
    }
}
