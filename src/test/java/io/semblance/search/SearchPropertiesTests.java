package io.semblance.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import java.util.Map;

class SearchPropertiesTests {

    @Test
    void defaults() {
        assertThat(bound(Map.of())).isEqualTo(new SearchProperties(1_000, 10_000, 1_000, 10_000));
    }

    @Test
    void mapping() {
        assertThat(
                        bound(
                                Map.of(
                                        "semblance.limits.results", "50",
                                        "semblance.limits.window", "500",
                                        "semblance.limits.rerank-candidates", "70",
                                        "semblance.limits.query-characters", "300")))
                .isEqualTo(new SearchProperties(50, 500, 70, 300));
    }

    private static SearchProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("semblance.limits", SearchProperties.class);
    }
}
