package io.semblance.web.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.embedding.EmbedRequest.Truncation;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.json.JsonMapper;

class TruncateParameterTests {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "true, DEFAULT",
                "false, REFUSE",
                "\"NONE\", REFUSE",
                "\"START\", LEFT",
                "\"end\", RIGHT",
            })
    void cutsTheEndThatTheModelGivesUpUnlessOneIsNamed(String json, Truncation truncation) {
        assertThat(JsonMapper.shared().readValue(json, TruncateParameter.class).truncation())
                .isEqualTo(truncation);
    }
}
