package io.semblance.ingest.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.Map;

class FilePropertiesTests {

    private static FileProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("semblance.files", FileProperties.class);
    }

    @Test
    void defaults() {
        assertThat(bound(Map.of()))
                .isEqualTo(
                        new FileProperties(
                                1, DataSize.ofMegabytes(512), Duration.ofSeconds(60), null));
    }

    @Test
    void everyPropertyIsMapped() {
        assertThat(
                        bound(
                                Map.of(
                                        "semblance.files.parsers", "3",
                                        "semblance.files.memory", "1GB",
                                        "semblance.files.timeout", "5m",
                                        "semblance.files.characters", "1000")))
                .isEqualTo(
                        new FileProperties(
                                3, DataSize.ofGigabytes(1), Duration.ofMinutes(5), 1_000));
    }

    @Test
    void refusesMemoryThatIsNotEnoughForAJvm() {
        assertThatThrownBy(() -> bound(Map.of("semblance.files.memory", "32MB")))
                .rootCause()
                .hasMessageContaining("at least 64MB");
    }
}
