package io.semblance.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchBuffersTests {

    private final BatchBuffers buffers = new BatchBuffers();

    @Test
    void growsToWhatABatchNeeds() {
        assertThat(buffers.output(10).remaining()).isEqualTo(10);
        assertThat(buffers.output(1_000).remaining()).isEqualTo(1_000);
        assertThat(buffers.output(10).remaining()).isEqualTo(10);
        assertThat(buffers.output(10).capacity()).isEqualTo(1_000);
    }

    @Test
    void shrinksWhenNoRecentBatchNeedsAQuarter() {
        buffers.output(1_000);
        use(2 * BatchBuffers.WINDOW, 200);

        assertThat(buffers.output(1).capacity()).isEqualTo(200);
    }

    @Test
    void keepsWhatOneBatchInAWindowNeeds() {
        buffers.output(1_000);
        for (int i = 0; i < 3; i++) {
            use(BatchBuffers.WINDOW - 1, 10);
            buffers.output(900);
        }

        assertThat(buffers.output(1).capacity()).isEqualTo(1_000);
    }

    private void use(int times, int floats) {
        for (int i = 0; i < times; i++) {
            assertThat(buffers.output(floats).remaining()).isEqualTo(floats);
        }
    }
}
