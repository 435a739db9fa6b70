package io.coffer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.strings;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

/** What holds for all policies and all snapshots. QuickTheories prints the seed of a failure. */
class RetentionPolicyPropertyTest {
    private static final Instant NOW = Instant.parse("2026-11-03T12:00:00Z");
    private static final String[] ZONES = {"UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"};
    private static final String[] TAGS = {"a", "b", "c", "protected"};

    /** Quarters of an hour before now, dense and sparse, with ties and a few in the future. */
    private static Gen<List<RetentionCandidate>> snapshots() {
        Gen<Integer> dense = integers().between(-20, 200);
        Gen<Integer> sparse = integers().between(0, 4 * 24 * 365 * 3);
        return lists().of(dense.mix(sparse)).ofSizeBetween(0, 40).map(RetentionPolicyPropertyTest::candidates);
    }

    private static List<RetentionCandidate> candidates(List<Integer> ages) {
        List<RetentionCandidate> candidates = new ArrayList<>();
        for (int age : ages) {
            // What a snapshot is follows from its age, so that a shorter list is a simpler example.
            Random random = new Random(age);
            Set<String> tags = new TreeSet<>();
            for (String tag : TAGS) {
                if (random.nextInt(8) == 0) {
                    tags.add(tag);
                }
            }
            candidates.add(new RetentionCandidate(
                    String.format("%x%02x", random.nextInt(16), candidates.size()),
                    NOW.minus(Duration.ofMinutes(15L * age)),
                    random.nextInt(4) == 0 ? "other" : "host",
                    random.nextInt(4) == 0 ? Set.of("/etc", "/home") : Set.of("/home"),
                    tags));
        }
        return candidates;
    }

    /** A policy, and the same with some rules enlarged or added. */
    private record Policies(RetentionPolicy strict, RetentionPolicy lenient) {}

    private static Gen<Policies> policies() {
        return integers().all().map(RetentionPolicyPropertyTest::policies);
    }

    private static Policies policies(int seed) {
        Random random = new Random(seed);
        RetentionPolicyBuilder strict = RetentionPolicy.builder();
        RetentionPolicyBuilder lenient = RetentionPolicy.builder();
        String zone = ZONES[random.nextInt(ZONES.length)];
        List<GroupBy> groups = new ArrayList<>(List.of(GroupBy.values()));
        Collections.shuffle(groups, random);
        GroupBy[] groupBy = groups.subList(0, random.nextInt(groups.size() + 1)).toArray(GroupBy[]::new);
        for (RetentionPolicyBuilder builder : List.of(strict, lenient)) {
            builder.zone(ZoneId.of(zone)).groupBy(groupBy);
        }
        boolean allow = random.nextBoolean();
        if (allow) {
            strict.allowEmptyGroups();
        }
        if (allow && random.nextBoolean()) {
            lenient.allowEmptyGroups();
        }
        boolean named = random.nextInt(4) == 0;
        strict.keepLast(named ? 0 : 1 + random.nextInt(3));
        lenient.keepLast(named ? 0 : 3 + random.nextInt(3));
        for (RetentionPeriod period : RetentionPeriod.values()) {
            int count = Math.max(0, random.nextInt(12) - 6);
            strict.keep(period, count);
            lenient.keep(period, random.nextInt(8) == 0 ? RetentionPolicy.ALL : count + random.nextInt(3));
            if (random.nextInt(3) == 0) {
                int days = 1 + random.nextInt(100);
                strict.keepWithin(period, RetentionSpan.of(Period.ofDays(days)));
                lenient.keepWithin(period, RetentionSpan.of(Period.of(0, random.nextInt(3), days)));
            }
        }
        if (random.nextInt(3) == 0) {
            int hours = 1 + random.nextInt(60);
            strict.keepWithin(Duration.ofHours(hours));
            lenient.keepWithin(Duration.ofHours(hours + random.nextInt(20)));
        }
        strict.keepTags("a").keepIds("0");
        lenient.keepTags("a", TAGS[random.nextInt(3)]).keepIds("0", Integer.toHexString(random.nextInt(16)));
        return new Policies(strict.build(), lenient.build());
    }

    private static List<RetentionCandidate> kept(RetentionPolicy policy, List<RetentionCandidate> candidates) {
        return policy.decide(candidates, NOW).stream()
                .filter(RetentionDecision::keep)
                .map(RetentionDecision::candidate)
                .toList();
    }

    @Test
    void orderOfSnapshotsDoesNotMatter() {
        qt().forAll(policies(), snapshots(), integers().all()).checkAssert((policies, snapshots, seed) -> {
            List<RetentionCandidate> shuffled = new ArrayList<>(snapshots);
            Collections.shuffle(shuffled, new Random(seed));
            RetentionPolicy policy = policies.strict();
            assertThat(policy.decide(shuffled, NOW)).isEqualTo(policy.decide(snapshots, NOW));
        });
    }

    @Test
    void eachSnapshotHasOneDecision() {
        qt().forAll(policies(), snapshots()).checkAssert((policies, snapshots) -> {
            List<RetentionDecision> decisions = policies.strict().decide(snapshots, NOW);
            assertThat(decisions)
                    .extracting(RetentionDecision::candidate)
                    .containsExactlyInAnyOrderElementsOf(snapshots)
                    .isSortedAccordingTo((a, b) -> a.time().compareTo(b.time()));
        });
    }

    @Test
    void aMoreLenientPolicyKeepsAllThatAStricterOneKeeps() {
        qt().forAll(policies(), snapshots())
                .checkAssert((policies, snapshots) -> assertThat(kept(policies.lenient(), snapshots))
                        .containsAll(kept(policies.strict(), snapshots)));
    }

    @Test
    void decidingAgainRemovesNothing() {
        qt().forAll(policies(), snapshots()).checkAssert((policies, snapshots) -> {
            List<RetentionDecision> decisions = policies.strict().decide(snapshots, NOW);
            List<RetentionDecision> keeping =
                    decisions.stream().filter(RetentionDecision::keep).toList();
            // Also for the same reasons.
            assertThat(policies.strict().decide(kept(policies.strict(), snapshots), NOW))
                    .isEqualTo(keeping);
        });
    }

    @Test
    void whatIsProtectedOrInTheFutureStays() {
        qt().forAll(policies(), snapshots())
                .checkAssert((policies, snapshots) -> assertThat(kept(policies.strict(), snapshots))
                        .containsAll(snapshots.stream()
                                .filter(s -> s.tags().contains("protected")
                                        || s.time().isAfter(NOW))
                                .toList()));
    }

    @Test
    void theFutureChangesNothingForThePresent() {
        qt().forAll(policies(), snapshots()).checkAssert((policies, snapshots) -> {
            List<RetentionCandidate> present =
                    snapshots.stream().filter(s -> !s.time().isAfter(NOW)).toList();
            List<RetentionDecision> all = policies.strict().decide(snapshots, NOW);
            assertThat(all.subList(0, present.size()))
                    .isEqualTo(policies.strict().decide(present, NOW));
        });
    }

    @Test
    void textsSayEverything() {
        qt().forAll(policies()).checkAssert(policies -> {
            for (RetentionPolicy policy : List.of(policies.strict(), policies.lenient())) {
                assertThat(RetentionPolicy.parse(policy.toString())).isEqualTo(policy);
            }
        });
    }

    @Test
    void anyTagCanBeWritten() {
        qt().forAll(strings().basicMultilingualPlaneAlphabet().ofLengthBetween(1, 20))
                .checkAssert(tag -> {
                    RetentionPolicy policy = RetentionPolicy.builder()
                            .keepTags(tag)
                            .protectTag(tag)
                            .build();
                    assertThat(RetentionPolicy.parse(policy.toString())).isEqualTo(policy);
                });
    }
}
