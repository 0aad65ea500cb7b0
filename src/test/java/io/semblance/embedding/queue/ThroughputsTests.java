package io.semblance.embedding.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.embedding.onnx.BatchModel;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class ThroughputsTests {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final BatchModel model = new TestModel("model");
    private final Throughputs throughputs = new Throughputs(2, _ -> 512);

    @Test
    void modelThatWasNotMeasuredTakesNoTime() {
        assertThat(throughputs.estimate(model, 1_000_000)).isZero();
    }

    @Test
    void allLanesTogetherRunWhatEachRuns() {
        throughputs.record(model, 1_000, SECOND);

        assertThat(throughputs.estimate(model, 4_000)).hasSeconds(2);
    }

    @Test
    void smallBatchesDoNotCount() {
        throughputs.record(model, 255, SECOND);
        assertThat(throughputs.estimate(model, 4_000)).isZero();

        throughputs.record(model, 256, SECOND);
        assertThat(throughputs.estimate(model, 512)).hasSeconds(1);
    }

    @Test
    void recentBatchesCountMore() {
        for (int i = 0; i < 200; i++) {
            throughputs.record(model, 1_000, SECOND);
        }
        for (int i = 0; i < 200; i++) {
            throughputs.record(model, 4_000, SECOND);
        }

        assertThat(throughputs.estimate(model, 8_000))
                .isBetween(Duration.ofMillis(1_000), Duration.ofMillis(1_020));
    }
}
