package io.semblance.web.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import java.util.Map;

class LimitPropertiesTests {

    @Test
    void defaults() {
        assertThat(bound(Map.of()))
                .isEqualTo(
                        new LimitProperties(
                                DataSize.ofMegabytes(32),
                                null,
                                10_000,
                                2_048,
                                1_000_000,
                                262_144,
                                16_384));
    }

    @Test
    void mapping() {
        assertThat(
                        bound(
                                Map.of(
                                        "semblance.limits.body", "1MB",
                                        "semblance.limits.request-memory", "5MB",
                                        "semblance.limits.documents", "3",
                                        "semblance.limits.inputs", "7",
                                        "semblance.limits.characters", "900",
                                        "semblance.limits.tokens", "80",
                                        "semblance.limits.token-embeddings", "60")))
                .isEqualTo(
                        new LimitProperties(
                                DataSize.ofMegabytes(1),
                                DataSize.ofMegabytes(5),
                                3,
                                7,
                                900,
                                80,
                                60));
    }

    private static LimitProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("semblance.limits", LimitProperties.class);
    }
}
