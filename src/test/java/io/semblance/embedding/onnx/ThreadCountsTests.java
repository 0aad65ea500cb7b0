package io.semblance.embedding.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreadCountsTests {

    @Test
    void widthsAreHalves() {
        assertThat(new ThreadCounts(1, 1).widths()).containsExactly(1);
        assertThat(new ThreadCounts(1, 2).widths()).containsExactly(1, 2);
        assertThat(new ThreadCounts(1, 12).widths()).containsExactly(1, 3, 6, 12);
        assertThat(new ThreadCounts(1, 64).widths()).containsExactly(1, 2, 4, 8, 16, 32, 64);
        assertThat(new ThreadCounts(4, 16).widths()).containsExactly(4, 8, 16);
    }
}
