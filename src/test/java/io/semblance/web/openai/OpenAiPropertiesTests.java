package io.semblance.web.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.openai.OpenAiProperties.UnknownModel;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import java.util.Map;

class OpenAiPropertiesTests {

    @Test
    void defaults() {
        assertThat(bound(Map.of()))
                .isEqualTo(new OpenAiProperties(UnknownModel.REFUSE, false, false));
    }

    @Test
    void mapping() {
        assertThat(
                        bound(
                                Map.of(
                                        "semblance.openai.unknown-model", "default",
                                        "semblance.openai.auto-truncate", "true",
                                        "semblance.openai.any-token-ids", "true")))
                .isEqualTo(new OpenAiProperties(UnknownModel.DEFAULT, true, true));
    }

    private static OpenAiProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("semblance.openai", OpenAiProperties.class);
    }
}
