package io.semblance.embedding.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FairClockTests {

    private final FairClock clock = new FairClock();

    @Test
    void smallRequestThatArrivesLaterFinishesFirst() {
        double large = clock.arrive(1_000);
        clock.serve(100);

        assertThat(clock.arrive(100)).isLessThan(large);
    }

    @Test
    void smallRequestsFinishAfterALargeOneThatHasHadItsShare() {
        double large = clock.arrive(1_000);
        clock.serve(950);

        assertThat(clock.arrive(100)).isGreaterThan(large);
    }

    @Test
    void timeGoesSlowerTheMoreRequestsShareIt() {
        clock.arrive(1_000);
        clock.arrive(1_000);
        clock.serve(100);

        assertThat(clock.finish(0)).isEqualTo(50);
    }

    @Test
    void requestThatHasFinishedDoesNotShareAnyMore() {
        clock.arrive(10);
        clock.arrive(1_000);
        clock.serve(20 + 100);

        assertThat(clock.finish(0)).isEqualTo(10 + 100);
    }

    @Test
    void requestThatLeftDoesNotShareAnyMore() {
        clock.arrive(1_000);
        clock.leave(clock.arrive(500));
        clock.serve(100);

        assertThat(clock.finish(0)).isEqualTo(100);
    }

    @Test
    void resetBeginsAnew() {
        clock.arrive(1_000);
        clock.serve(2_000);
        clock.reset();

        assertThat(clock.finish(7)).isEqualTo(7);
    }
}
