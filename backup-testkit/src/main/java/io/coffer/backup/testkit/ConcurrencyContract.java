package io.coffer.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectExistsException;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNotFoundException;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.PutCondition;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What holds when many threads use a store, and when one of them is interrupted. */
abstract class ConcurrencyContract extends NamesContract {
    private static final int THREADS = 16;

    /** Of many simultaneous puts with a condition one wins, where the store says so; else one or more. */
    @Test
    protected void onePutIfAbsentWins() throws Exception {
        for (int round = 0; round < repetitions(); round++) {
            race("race/" + round, Arrays.asList(store(), store()));
        }
    }

    /** Puts the same name through all the stores at once, and checks that the winner's object is there. */
    final void race(String name, List<ObjectStore> clients) throws Exception {
        List<Callable<Boolean>> puts = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            ObjectStore client = clients.get(i % clients.size());
            byte[] own = filled(1000 + i, i);
            puts.add(() -> {
                try {
                    client.put(name, ObjectData.of(own), PutCondition.IF_ABSENT);
                    return true;
                } catch (ObjectExistsException e) {
                    return false;
                }
            });
        }
        List<Boolean> won = together(puts);
        settle();
        long winners = won.stream().filter(winner -> winner).count();
        if (store().capabilities().conditionalPut()) {
            assertThat(winners).as("winners of " + name).isEqualTo(1);
        } else {
            assertThat(winners).as("winners of " + name).isPositive();
        }
        byte[] content = read(name);
        int writer = content[0];
        assertThat(content).isEqualTo(filled(1000 + writer, writer));
        assertThat(won.get(writer))
                .as("the object of " + name + " is a winner's")
                .isTrue();
    }

    /** While an object is replaced, it is there, and it is one of those that were put, by every way to look at it. */
    @Test
    protected void replacingIsAtomic() throws Exception {
        int small = 10_000;
        put("atomic", filled(small, 0));
        AtomicInteger writers = new AtomicInteger(2);
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int writer = 0; writer < 2; writer++) {
            int first = writer + 1;
            tasks.add(() -> {
                try {
                    for (int i = 0; i < repetitions(); i++) {
                        int value = first + 2 * (i % 20);
                        store().put("atomic", ObjectData.of(filled(small + value, value)), PutCondition.NONE);
                    }
                } finally {
                    writers.decrementAndGet();
                }
                return 0;
            });
        }
        for (int reader = 0; reader < 4; reader++) {
            int way = reader;
            tasks.add(() -> {
                do {
                    look(way, small);
                } while (writers.get() > 0);
                return 0;
            });
        }
        together(tasks);
        look(0, small);
    }

    private void look(int way, int small) throws IOException {
        switch (way) {
            case 0 -> assertWhole(read("atomic"), small);
            case 1 -> {
                byte[] part = store().get("atomic", 0, small);
                assertThat(part).isEqualTo(filled(small, part[0]));
            }
            case 2 -> assertThat(store().stat("atomic").size()).isBetween((long) small, small + 40L);
            default -> {
                List<ObjectInfo> listed = new ArrayList<>();
                store().list("ato", listed::add);
                // It was put while the listing ran: it may be missing, and must not be there in part.
                listed.forEach(info -> assertThat(info.size()).isBetween((long) small, small + 40L));
            }
        }
    }

    private static void assertWhole(byte[] content, int small) {
        assertThat(content.length).isGreaterThanOrEqualTo(small);
        assertThat(content).isEqualTo(filled(small + content[0], content[0]));
    }

    /** A new object appears whole: who does not find it yet is told so, and nobody sees a part. */
    @Test
    protected void appearingIsAtomic() throws Exception {
        int size = 200_000;
        for (int round = 0; round < Math.min(repetitions(), 20); round++) {
            String name = "appear/" + round;
            byte[] content = filled(size, round);
            AtomicInteger writing = new AtomicInteger(1);
            Callable<Integer> writer = () -> {
                try {
                    store().put(name, ObjectData.of(content), PutCondition.IF_ABSENT);
                } finally {
                    writing.set(0);
                }
                return 0;
            };
            Callable<Integer> reader = () -> {
                do {
                    store().list("appear/", info -> assertThat(info.size()).isEqualTo(size));
                    assertWholeOrMissing(name, content);
                } while (writing.get() > 0);
                return 0;
            };
            together(List.of(writer, reader, reader));
            settle();
            assertHolds(name, content);
        }
    }

    private void assertWholeOrMissing(String name, byte[] content) throws IOException {
        try {
            assertThat(read(name)).isEqualTo(content);
            assertThat(store().stat(name).size()).isEqualTo(content.length);
        } catch (ObjectNotFoundException e) {
            // Not yet.
            return;
        }
    }

    /** Threads that work on different objects do not see each other. */
    @Test
    protected void differentObjectsDoNotDisturbEachOther() throws Exception {
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            String directory = "own/" + thread + "/";
            int salt = 1000 * thread;
            tasks.add(() -> {
                for (int i = 0; i < repetitions(); i++) {
                    String name = directory + i;
                    put(name, bytes(salt + i));
                    assertThat(read(name)).isEqualTo(bytes(salt + i));
                    if (i % 3 == 0) {
                        delete(name);
                    }
                    Set<String> expected = new HashSet<>();
                    for (int j = 0; j <= i; j++) {
                        if (j % 3 != 0) {
                            expected.add(directory + j);
                        }
                    }
                    assertThat(list(directory)).containsExactlyInAnyOrderElementsOf(expected);
                }
                return 0;
            });
        }
        together(tasks);
    }

    /** What is neither put nor deleted meanwhile is in every listing, once. */
    @Test
    protected void listingIsCompleteWhileOthersWrite() throws Exception {
        Set<String> stable = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            stable.add("mixed/stable-" + i);
            put("mixed/stable-" + i, bytes(i));
        }
        AtomicInteger writing = new AtomicInteger(1);
        Callable<Integer> writer = () -> {
            try {
                for (int i = 0; i < repetitions(); i++) {
                    store().put("mixed/other-" + i, ObjectData.of(bytes(i)), PutCondition.NONE);
                    store().delete(List.of("mixed/other-" + i / 2));
                }
            } finally {
                writing.set(0);
            }
            return 0;
        };
        Callable<Integer> reader = () -> {
            boolean last;
            do {
                last = writing.get() == 0;
                List<String> listed = list("mixed/");
                listed.removeIf(name -> name.startsWith("mixed/other-"));
                assertThat(listed).containsExactlyInAnyOrderElementsOf(stable);
            } while (!last);
            return 0;
        };
        together(List.of(writer, reader));
    }

    /** A thread that is interrupted in the middle of a put may fail; the store works on, for it and for others. */
    @Test
    protected void interruptedPutLeavesTheStoreUsable() throws Exception {
        byte[] content = bytes(300_000);
        put("before", content);
        for (PutCondition condition : PutCondition.values()) {
            String name = "interrupted/" + condition.ordinal();
            boolean stored = putInterrupted(name, content, condition);
            settle();
            if (stored || !list(name).isEmpty()) {
                assertHolds(name, content);
            } else {
                assertMissing(name);
            }
            together(List.of(() -> {
                put("after/" + name, content);
                assertThat(read("before")).isEqualTo(content);
                return 0;
            }));
            put(name, content);
            assertHolds(name, content);
            assertHolds("after/" + name, content);
        }
    }

    private boolean putInterrupted(String name, byte[] content, PutCondition condition) throws IOException {
        ObjectData data = new BrokenData(content, () -> Thread.currentThread().interrupt());
        try {
            store().put(name, data, condition);
            return true;
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            return false;
        } finally {
            // The next call must not be interrupted too.
            Thread.interrupted();
        }
    }

    /** A thread that is interrupted while it reads gets the right answer or is told so; the store works on. */
    @Test
    protected void interruptedReadLeavesTheStoreUsable() throws Exception {
        byte[] content = bytes(100_000);
        put("read", content);
        List<Callable<Object>> reads = List.of(
                () -> read("read"),
                () -> store().get("read", 0, content.length),
                () -> store().stat("read").size(),
                () -> list("read"));
        for (int i = 0; i < reads.size(); i++) {
            Object answer = null;
            Thread.currentThread().interrupt();
            try {
                answer = reads.get(i).call();
            } catch (InterruptedIOException | ClosedByInterruptException e) {
                // Allowed.
            } finally {
                Thread.interrupted();
            }
            Object right = reads.get(i).call();
            assertThat(right)
                    .isEqualTo(List.of(content, content, (long) content.length, List.of("read"))
                            .get(i));
            assertThat(answer).as("what an interrupted thread was told").isIn(null, right);
            together(List.of(() -> {
                assertHolds("read", content);
                return 0;
            }));
        }
    }

    private static byte[] filled(int size, int value) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
