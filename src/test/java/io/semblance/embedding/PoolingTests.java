package io.semblance.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.FloatBuffer;

class PoolingTests {

    /** Two rows of three tokens of two dimensions; the second row has one token of padding. */
    private static final FloatBuffer HIDDEN =
            FloatBuffer.wrap(new float[] {1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 99, 99});

    @Test
    void clsIsTheFirstToken() {
        assertThat(pooled(Pooling.CLS, 0, 3)).containsExactly(1, 2);
        assertThat(pooled(Pooling.CLS, 6, 2)).containsExactly(10, 20);
    }

    @Test
    void meanLeavesPaddingOut() {
        assertThat(pooled(Pooling.MEAN, 0, 3)).containsExactly(3, 4);
        assertThat(pooled(Pooling.MEAN, 6, 2)).containsExactly(20, 30);
    }

    @Test
    void lastIsTheLastTokenBeforeThePadding() {
        assertThat(pooled(Pooling.LAST, 0, 3)).containsExactly(5, 6);
        assertThat(pooled(Pooling.LAST, 6, 2)).containsExactly(30, 40);
    }

    private static float[] pooled(Pooling pooling, int rowStart, int length) {
        float[] target = new float[2];
        pooling.pool(HIDDEN, rowStart, length, target);
        return target;
    }
}
