package io.semblance.store.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.TestWaits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

@Timeout(60)
class BulkheadTests {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final Bulkhead bulkhead = new Bulkhead(8, 0.5);

    /** How many connections an index gets at once. */
    private int acquireAll(String index) throws InterruptedException {
        int acquired = 0;
        while (bulkhead.tryAcquire(index, Duration.ZERO)) {
            acquired++;
        }
        return acquired;
    }

    @Test
    void oneIndexUsesItsShareAndEachFurtherOneItsShareOfTheRest() throws InterruptedException {
        assertThat(acquireAll("a")).isEqualTo(4).isEqualTo(bulkhead.limit());
        assertThat(acquireAll("b")).isEqualTo(2);
        assertThat(acquireAll("c")).isEqualTo(1);
        assertThat(acquireAll("d")).isEqualTo(1);
        assertThat(acquireAll("e")).as("none is left").isZero();
    }

    @Test
    void wholePoolIsUsedByOneIndexWhereTheShareIsAll() throws InterruptedException {
        Bulkhead open = new Bulkhead(3, 1);
        for (int i = 0; i < 3; i++) {
            assertThat(open.tryAcquire("a", Duration.ZERO)).isTrue();
        }
        assertThat(open.tryAcquire("a", Duration.ZERO)).isFalse();
    }

    @Test
    void poolOfOneServesOneAfterTheOther() throws InterruptedException {
        Bulkhead one = new Bulkhead(1, 0.01);
        assertThat(one.tryAcquire("a", Duration.ZERO)).isTrue();
        assertThat(one.tryAcquire("b", Duration.ZERO)).isFalse();
        one.release("a");
        assertThat(one.tryAcquire("b", Duration.ZERO)).isTrue();
    }

    @Test
    void callersThatWaitAreServedInTheirOrder() throws Exception {
        acquireAll("a");
        List<Integer> served = Collections.synchronizedList(new ArrayList<>());
        List<Thread> callers = new ArrayList<>();
        for (int caller = 0; caller < 3; caller++) {
            int number = caller;
            Thread thread =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    if (bulkhead.tryAcquire("a", LONG)) {
                                        served.add(number);
                                    }
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            });
            callers.add(thread);
            TestWaits.until(
                    "the caller waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
        }
        for (int caller = 0; caller < 3; caller++) {
            bulkhead.release("a");
            callers.get(caller).join();
        }
        assertThat(served).containsExactly(0, 1, 2);
        assertThat(acquireAll("a")).isZero();
    }

    @Test
    void callerThatGivesUpOrIsInterruptedLeavesNothingBehind() throws Exception {
        acquireAll("a");
        assertThat(bulkhead.tryAcquire("a", Duration.ofMillis(1))).isFalse();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> bulkhead.tryAcquire("a", LONG))
                .isInstanceOf(InterruptedException.class);
        bulkhead.release("a");
        assertThat(acquireAll("a")).isEqualTo(1);
    }

    @Test
    void placeThatOneIndexReturnsGoesToAnotherThatWaits() throws Exception {
        acquireAll("a");
        acquireAll("b");
        Thread waiting =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                bulkhead.tryAcquire("b", LONG);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        TestWaits.until("the caller waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
        bulkhead.release("a");
        waiting.join();
        assertThat(acquireAll("b")).isZero();
    }

    @Test
    void refusesLimitsThatCannotBeAndReleasesThatWereNotAcquired() {
        assertThatThrownBy(() -> new Bulkhead(0, 0.5)).hasMessageContaining("got: 0");
        assertThatThrownBy(() -> new Bulkhead(1, 0)).hasMessageContaining("got: 0.0");
        assertThatThrownBy(() -> new Bulkhead(1, 1.1)).hasMessageContaining("got: 1.1");
        assertThatThrownBy(() -> bulkhead.release("a")).isInstanceOf(IllegalStateException.class);
    }
}
