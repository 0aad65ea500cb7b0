package io.semblance.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import java.util.List;
import java.util.Locale;
import java.util.Map;

class SecurityPropertiesTests {

    private static final String KEY = "0123456789abcdef";

    @Test
    void defaults() {
        assertThat(bound(Map.of()))
                .isEqualTo(new SecurityProperties(false, List.of(), List.of(), null));
        assertThat(new ApiKeys(null).required()).isFalse();
        assertThat(new ApiKeys(null).accepts(null)).isTrue();
    }

    @Test
    void mapping() {
        SecurityProperties properties =
                bound(
                        Map.of(
                                "semblance.security.open", "true",
                                "semblance.security.apikey", KEY,
                                "semblance.security.allowedhosts", "a.example,*.b.example",
                                "semblance.security.allowedorigins", "https://c.example"));

        assertThat(properties)
                .isEqualTo(
                        new SecurityProperties(
                                true,
                                List.of("a.example", "*.b.example"),
                                List.of("https://c.example"),
                                KEY));
        assertThat(properties.toString()).doesNotContain(KEY);
    }

    @Test
    void shortKeyIsRefused() {
        assertThatThrownBy(() -> new SecurityProperties(false, List.of(), List.of(), "short"))
                .hasMessageContaining("at least 16 characters, got: 5")
                .hasMessageNotContaining("short;");
    }

    @Test
    void onlyTheKeyItselfIsAccepted() {
        ApiKeys keys = new ApiKeys(KEY);

        assertThat(keys.required()).isTrue();
        assertThat(keys.accepts(KEY)).isTrue();
        assertThat(keys.accepts(null)).isFalse();
        assertThat(keys.accepts("")).isFalse();
        assertThat(keys.accepts(KEY + "0")).isFalse();
        assertThat(keys.accepts(KEY.toUpperCase(Locale.ROOT))).isFalse();
    }

    private static SecurityProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("semblance.security", SecurityProperties.class);
    }
}
