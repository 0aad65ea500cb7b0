package io.semblance.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import java.util.Map;

class IngestPropertiesTests {

    @Test
    void defaults() {
        assertThat(bound(Map.of()))
                .isEqualTo(new IngestProperties(10_000_000, DataSize.ofKilobytes(64), null));
    }

    @Test
    void mapping() {
        assertThat(
                        bound(
                                Map.of(
                                        "semblance.limits.document-characters", "5000",
                                        "semblance.limits.metadata", "1KB",
                                        "semblance.limits.write-memory", "7MB")))
                .isEqualTo(
                        new IngestProperties(
                                5_000, DataSize.ofKilobytes(1), DataSize.ofMegabytes(7)));
    }

    private static IngestProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("semblance.limits", IngestProperties.class);
    }
}
