package io.semblance.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class AllowedOriginsTests {

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, localhost:8080",
        "http://LOCALHOST:8080, localhost:8080",
        "http://localhost, localhost:80",
        "http://localhost:80, localhost",
        "https://search.example.com, search.example.com",
        "https://search.example.com, search.example.com:443",
        "http://my_host:8080, my_host:8080",
        "http://[::1]:8080, [::1]:8080"
    })
    void pageOfTheSameHostIsTheServicesOwn(String origin, String host) {
        assertThat(AllowedOrigins.isSame(origin, host)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "null, localhost:8080",
        "'', localhost:8080",
        "http://evil.example, localhost:8080",
        "http://localhost:3000, localhost:8080",
        "http://localhost, localhost:8080",
        "https://localhost, localhost:80",
        "http://localhost:8080@evil.example, localhost:8080",
        "http://localhost.evil.example:8080, localhost:8080",
        "http://localhost:8080/, localhost:8080",
        "'http://localhost:8080, http://evil.example', localhost:8080",
        "'http://localhost:8080 http://evil.example', localhost:8080",
        "file://localhost:8080, localhost:8080",
        "localhost:8080, localhost:8080",
        "null, ''",
        "http://, ''"
    })
    void anyOtherIsForeign(String origin, String host) {
        assertThat(AllowedOrigins.isSame(origin, host)).isFalse();
    }

    @Test
    void configuredOriginsAreAcceptedExactly() {
        AllowedOrigins origins =
                new AllowedOrigins(List.of("https://App.example.com:443", "http://localhost:3000"));

        assertThat(origins.origins())
                .containsExactly("https://app.example.com", "http://localhost:3000");
        assertThat(origins.accepts("https://app.example.com")).isTrue();
        assertThat(origins.accepts("http://localhost:3000")).isTrue();
        assertThat(origins.accepts("http://app.example.com")).isFalse();
        assertThat(origins.accepts("https://app.example.com.evil.example")).isFalse();
        assertThat(origins.accepts("null")).isFalse();
    }

    @Test
    void asteriskAcceptsEveryOrigin() {
        AllowedOrigins origins = new AllowedOrigins(List.of(" * "));

        assertThat(origins.origins()).containsExactly("*");
        assertThat(origins.accepts("https://app.example.com")).isTrue();
        assertThat(origins.accepts("null")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "**", "null", "app.example.com", "https://a.example/", "https://*.a"})
    void valueThatIsNotAnOriginIsRefused(String origin) {
        assertThatThrownBy(() -> new AllowedOrigins(List.of(origin)))
                .hasMessageContaining("semblance.security.allowed-origins")
                .hasMessageContaining("got: '" + origin + "'");
    }
}
