package io.semblance.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class RetryAfterTests {

    @Test
    void isWholeSecondsFromOneToSixty() {
        assertThat(RetryAfter.of(Duration.ZERO)).hasSeconds(1);
        assertThat(RetryAfter.of(Duration.ofMillis(1_001))).hasSeconds(2);
        assertThat(RetryAfter.of(Duration.ofHours(1))).hasSeconds(60);
    }
}
