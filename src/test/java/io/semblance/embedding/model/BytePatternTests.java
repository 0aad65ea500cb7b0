package io.semblance.embedding.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** A word is found wherever it stands. */
class BytePatternTests {

    @Test
    void isFoundAtEveryPlaceOfRandomBytes() {
        BytePattern pattern = new BytePattern("location");
        byte[] word = "location".getBytes(StandardCharsets.US_ASCII);
        Random random = new Random(1);
        for (int at = 0; at <= 100; at++) {
            byte[] bytes = new byte[100 + word.length];
            random.nextBytes(bytes);
            assertThat(pattern.isIn(bytes, bytes.length)).isFalse();
            System.arraycopy(word, 0, bytes, at, word.length);

            assertThat(pattern.isIn(bytes, bytes.length)).as("at %d", at).isTrue();
            assertThat(pattern.isIn(bytes, at + word.length - 1)).isFalse();
        }
    }

    @Test
    void isFoundAfterPartsOfIt() {
        byte[] bytes = "locatiolocatlocationlo".getBytes(StandardCharsets.US_ASCII);

        assertThat(new BytePattern("location").isIn(bytes, bytes.length)).isTrue();
        assertThat(new BytePattern("locations").isIn(bytes, bytes.length)).isFalse();
    }
}
