package io.semblance.web.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.Map;

class ConnectionPropertiesTests {

    @Test
    void defaults() {
        ConnectionProperties defaults = bound(Map.of());

        assertThat(defaults)
                .isEqualTo(
                        new ConnectionProperties(
                                null,
                                null,
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(30),
                                DataSize.ofKilobytes(1),
                                100));
        assertThat(defaults.maxOrDefault()).isBetween(64, 8_192);
        assertThat(defaults.perAddressOrDefault()).isEqualTo(defaults.maxOrDefault() / 2);
    }

    @Test
    void mapping() {
        ConnectionProperties properties =
                bound(
                        Map.of(
                                "semblance.connections.max", "10",
                                "semblance.connections.per-address", "7",
                                "semblance.connections.header-timeout", "1s",
                                "semblance.connections.body-timeout", "2s",
                                "semblance.connections.body-rate", "3KB",
                                "semblance.connections.cancellations", "4"));

        assertThat(properties)
                .isEqualTo(
                        new ConnectionProperties(
                                10,
                                7,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                DataSize.ofKilobytes(3),
                                4));
    }

    @Test
    void rateThatNoBodyHasIsRefused() {
        assertThatThrownBy(() -> bound(Map.of("semblance.connections.body-rate", "0B")))
                .rootCause()
                .hasMessageContaining("semblance.connections.body-rate must be at least 1B");
    }

    @Test
    void cancellationsAreForgottenWithTime() {
        CancellationRate rate = new CancellationRate(3);

        assertThat(rate.isExceeded(0)).isFalse();
        assertThat(rate.isExceeded(1)).isFalse();
        assertThat(rate.isExceeded(2)).isFalse();
        assertThat(rate.isExceeded(3)).isTrue();
        assertThat(rate.isExceeded(20_000_000_000L)).isFalse();
    }

    private static ConnectionProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("semblance.connections", ConnectionProperties.class);
    }
}
