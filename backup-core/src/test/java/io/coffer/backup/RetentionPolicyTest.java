package io.coffer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.coffer.backup.Manifest.SourceInfo;
import io.coffer.backup.RetentionReason.Kind;
import io.coffer.backup.model.ContentReference;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What policies decide. The calendar and the rules are in the table {@code retention-decisions.txt}. */
class RetentionPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-03T12:00:00Z");
    private static final Pattern LINE = Pattern.compile("(?:keep|remove) (\\S+?Z)(?: \\[(.*?)])?: .*");

    /** A case of the table; lines are decisions. */
    record Case(String name, String policy, Instant now, List<String> lines) {
        static Case of(String block) {
            List<String> lines = block.lines().toList();
            String policy = value(lines.get(1), "policy: ");
            return new Case(
                    value(lines.get(0), "case: "),
                    policy.contains("zone=") ? policy : policy + ", zone=UTC",
                    Instant.parse(value(lines.get(2), "now: ")),
                    lines.subList(3, lines.size()));
        }

        private static String value(String line, String key) {
            assertThat(line).startsWith(key);
            return line.substring(key.length());
        }

        /** The snapshots that the lines are about. */
        List<RetentionCandidate> candidates() {
            List<RetentionCandidate> candidates = new ArrayList<>();
            for (String line : lines) {
                Matcher matcher = LINE.matcher(line);
                assertThat(matcher.matches()).as(line).isTrue();
                Set<String> tags = matcher.group(2) == null
                        ? Set.of()
                        : Set.of(matcher.group(2).split(", "));
                String id = String.format("%02x", candidates.size() + 1);
                candidates.add(candidate(id, matcher.group(1), tags));
            }
            return candidates;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() throws IOException {
        try (InputStream table = RetentionPolicyTest.class.getResourceAsStream("retention-decisions.txt")) {
            String text = new String(table.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^#.*\n", "");
            return Pattern.compile("\n\n+")
                    .splitAsStream(text.strip())
                    .map(Case::of)
                    .toList();
        }
    }

    static RetentionCandidate candidate(String id, String time, Set<String> tags) {
        return new RetentionCandidate(id, Instant.parse(time), "host", Set.of("/home"), tags);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void decides(Case wanted) {
        List<RetentionCandidate> candidates = wanted.candidates();
        Collections.shuffle(candidates, new Random(wanted.name().hashCode()));
        List<String> found = new ArrayList<>();
        for (RetentionDecision decision : RetentionPolicy.parse(wanted.policy()).decide(candidates, wanted.now())) {
            Set<String> tags = decision.candidate().tags();
            String line = decision.toString().replaceFirst(" " + decision.id(), "");
            found.add(tags.isEmpty() ? line : line.replaceFirst("Z: ", "Z " + tags + ": "));
        }
        assertThat(found).containsExactlyElementsOf(wanted.lines());
    }

    @Test
    void reasonsAreStructured() {
        RetentionPolicy policy = RetentionPolicy.parse("last=1, daily=7, within-daily=1y, tag=a, id=01, zone=UTC");
        List<RetentionDecision> decisions = policy.decide(
                List.of(
                        candidate("01", "2026-11-03T01:00:00Z", Set.of("a")),
                        candidate("02", "2026-11-03T02:00:00Z", Set.of("protected")),
                        candidate("03", "2026-11-03T00:00:00Z", Set.of())),
                NOW);
        assertThat(decisions).extracting(RetentionDecision::id).containsExactly("03", "01", "02");
        assertThat(decisions.get(0).reasons())
                .containsExactly(
                        new RetentionReason(Kind.BEYOND_COUNT, "last=1", "", 3, "last: number 3, only 1 kept"),
                        new RetentionReason(
                                Kind.NOT_NEWEST, "daily=7", "2026-11-03", 1, "daily 2026-11-03: has a newer one"),
                        new RetentionReason(
                                Kind.NOT_NEWEST,
                                "within-daily=1y",
                                "2026-11-03",
                                0,
                                "daily 2026-11-03: has a newer one"));
        assertThat(decisions.get(1).reasons())
                .containsExactly(
                        new RetentionReason(Kind.TAG, "tag=a", "a", 0, "tag a"),
                        new RetentionReason(Kind.ID, "id=01", "01", 0, "id 01"));
        assertThat(decisions.get(2).reasons())
                .containsExactly(
                        new RetentionReason(Kind.LAST, "last=1", "", 1, "last 1 of 1"),
                        new RetentionReason(Kind.PERIOD, "daily=7", "2026-11-03", 1, "daily 2026-11-03 (1 of 7)"),
                        new RetentionReason(
                                Kind.PERIOD_WITHIN,
                                "within-daily=1y",
                                "2026-11-03",
                                0,
                                "daily 2026-11-03 within 1 year"),
                        new RetentionReason(
                                Kind.PROTECTED, "protect=protected", "protected", 0, "protected by tag protected"));
        assertThat(decisions.get(2).reasons().get(0)).hasToString("last 1 of 1");
    }

    @Test
    void countsWithinGroups() {
        Instant old = NOW.minus(Duration.ofDays(2));
        Instant late = NOW.minus(Duration.ofDays(1));
        List<RetentionCandidate> candidates = List.of(
                new RetentionCandidate("1", old, "a", Set.of("/x"), Set.of()),
                new RetentionCandidate("2", late, "a", Set.of("/x"), Set.of("t")),
                new RetentionCandidate("3", old, "a", Set.of("/x", "/y"), Set.of()),
                new RetentionCandidate("4", late, "a", Set.of("/y", "/x"), Set.of()),
                new RetentionCandidate("5", old, "b", Set.of("/x"), Set.of()),
                new RetentionCandidate("6", late, "b", Set.of("/x"), Set.of()));
        RetentionPolicyBuilder builder = RetentionPolicy.builder().keepLast(1);
        assertThat(kept(builder.build(), candidates)).containsExactly("2", "4", "6");
        assertThat(kept(builder.groupBy(GroupBy.HOST).build(), candidates)).containsExactly("4", "6");
        assertThat(kept(builder.groupBy(GroupBy.SOURCES).build(), candidates)).containsExactly("4", "6");
        assertThat(kept(builder.groupBy(GroupBy.TAGS).build(), candidates)).containsExactly("2", "6");
        assertThat(kept(builder.groupBy(GroupBy.values()).build(), candidates)).containsExactly("1", "2", "4", "6");
        assertThat(kept(builder.groupBy().build(), candidates)).containsExactly("6");
    }

    private static Set<String> kept(RetentionPolicy policy, List<RetentionCandidate> candidates) {
        Set<String> ids = new TreeSet<>();
        for (RetentionDecision decision : policy.decide(candidates, NOW)) {
            if (decision.keep()) {
                ids.add(decision.id());
            }
        }
        return ids;
    }

    @Test
    void beginningsOfIdsKeepAllThatBeginSo() {
        RetentionPolicy policy = RetentionPolicy.builder()
                .keepIds("ab", "cd0")
                .allowEmptyGroups()
                .build();
        List<RetentionCandidate> candidates = List.of(
                candidate("ab01", "2026-11-01T00:00:00Z", Set.of()),
                candidate("ab02", "2026-11-01T00:00:00Z", Set.of()),
                candidate("cd11", "2026-11-01T00:00:00Z", Set.of()));
        assertThat(kept(policy, candidates)).containsExactly("ab01", "ab02");
    }

    @Test
    void nothingToDecide() {
        assertThat(RetentionPolicy.parse("last=1").decide(List.of(), NOW)).isEmpty();
    }

    @Test
    void refusesASnapshotGivenTwice() {
        RetentionCandidate one = candidate("01", "2026-11-01T00:00:00Z", Set.of());
        RetentionCandidate two = candidate("01", "2026-11-02T00:00:00Z", Set.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetentionPolicy.parse("last=1").decide(List.of(one, two), NOW))
                .withMessage("snapshot 01 is given twice");
    }

    @Test
    void candidatesComeFromSnapshots() {
        Manifest manifest = new Manifest(
                NOW,
                "host",
                "user",
                "program",
                List.of(new SourceInfo("home", "/z/home"), new SourceInfo("etc", "/etc")),
                new TreeSet<>(Set.of("nightly")),
                ContentReference.EMPTY,
                null,
                List.of(),
                new BackupStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO));
        Snapshot snapshot = (Snapshot) Proxy.newProxyInstance(
                Snapshot.class.getClassLoader(),
                new Class<?>[] {Snapshot.class},
                (proxy, method, arguments) -> method.getName().equals("id") ? "abc" : manifest);
        RetentionCandidate candidate = RetentionCandidate.of(snapshot);
        assertThat(candidate)
                .isEqualTo(new RetentionCandidate("abc", NOW, "host", Set.of("/etc", "/z/home"), Set.of("nightly")));
        assertThat(candidate.sources()).containsExactly("/etc", "/z/home");
    }

    @Test
    void decisionsAreOfOnePiece() {
        RetentionCandidate candidate = candidate("01", "2026-11-01T00:00:00Z", Set.of());
        RetentionReason reason = new RetentionReason(Kind.TAG, "tag=a", "a", 0, "tag a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetentionDecision(candidate, false, List.of(reason)))
                .withMessage("\"tag a\" is no reason to remove a snapshot");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetentionDecision(candidate, true, List.of()))
                .withMessage("a decision needs a reason");
    }
}
