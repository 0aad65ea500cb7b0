package io.semblance.web.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.value.Embedding;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.Base64;
import java.util.Random;

/** An embedding as the JSON of an answer has it. */
class OutputTypeTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Embedding NINE =
            Embedding.of(1, -0.5f, 0.25f, 0, 0.001f, -1, 0.004f, -0.004f, 1e-7f);

    @Test
    void floatsAreWrittenInTheirShortestForm() {
        assertThat(numbers(NINE, OutputType.FLOAT))
                .isEqualTo("[1.0,-0.5,0.25,0.0,0.001,-1.0,0.004,-0.004,1.0E-7]");
    }

    @Test
    void everyFloatIsReadBackAsItIs() {
        Random random = new Random(1);
        float[] any = new float[10_000];
        for (int i = 0; i < any.length; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            any[i] = Float.isFinite(value) ? value : Float.MIN_VALUE;
        }
        any[0] = Float.MAX_VALUE;
        any[1] = -Float.MIN_NORMAL;
        any[2] = -0f;

        JsonNode read = JSON.readTree(numbers(Embedding.of(any), OutputType.FLOAT));

        assertThat(read).hasSize(any.length);
        for (int i = 0; i < any.length; i++) {
            assertThat(Float.floatToRawIntBits(Float.parseFloat(read.get(i).asString())))
                    .isEqualTo(Float.floatToRawIntBits(any[i]));
        }
    }

    @Test
    void int8IsScaledToTheLargestComponent() {
        assertThat(numbers(NINE, OutputType.INT8)).isEqualTo("[127,-63,32,0,0,-127,1,-1,0]");
        assertThat(numbers(Embedding.of(0, 0), OutputType.INT8)).isEqualTo("[0,0]");
        assertThat(numbers(Embedding.of(0.25f, -0.5f), OutputType.INT8)).isEqualTo("[64,-127]");
    }

    @Test
    void bitsAreOneWhereAComponentIsPositive() {
        // 1010 1010 1000 0000
        assertThat(numbers(NINE, OutputType.UBINARY)).isEqualTo("[170,128]");
        assertThat(numbers(NINE, OutputType.BINARY)).isEqualTo("[42,0]");
        assertThat(numbers(Embedding.of(-1, -1), OutputType.BINARY)).isEqualTo("[-128]");
    }

    @Test
    void base64HasTheSameBytes() {
        assertThat(base64(Embedding.of(1, -2), OutputType.FLOAT))
                .containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0);
        assertThat(base64(NINE, OutputType.INT8))
                .containsExactly(127, -63, 32, 0, 0, -127, 1, -1, 0);
        assertThat(base64(NINE, OutputType.UBINARY)).containsExactly(170, 128);
        assertThat(base64(NINE, OutputType.BINARY)).containsExactly(42, 0);
    }

    private static String numbers(Embedding embedding, OutputType type) {
        return JSON.writeValueAsString(new EmbeddingJson(embedding, type, false));
    }

    private static byte[] base64(Embedding embedding, OutputType type) {
        String json = JSON.writeValueAsString(new EmbeddingJson(embedding, type, true));
        return Base64.getDecoder().decode(JSON.readTree(json).asString());
    }
}
