package io.semblance.store.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.Map;

class PgVectorPropertiesTests {

    @Test
    void defaults() {
        assertThat(bound(Map.of()))
                .isEqualTo(
                        new PgVectorProperties(
                                8,
                                4,
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(5),
                                250,
                                2_000,
                                DataSize.ofMegabytes(512),
                                50,
                                Duration.ofMinutes(2)));
    }

    @Test
    void everyPropertyIsMapped() {
        assertThat(
                        bound(
                                Map.ofEntries(
                                        Map.entry("semblance.pgvector.search-connections", "1"),
                                        Map.entry("semblance.pgvector.write-connections", "2"),
                                        Map.entry("semblance.pgvector.connect-timeout", "3s"),
                                        Map.entry("semblance.pgvector.read-timeout", "4s"),
                                        Map.entry("semblance.pgvector.write-timeout", "5s"),
                                        Map.entry("semblance.pgvector.lock-timeout", "6s"),
                                        Map.entry("semblance.pgvector.ef-search", "70"),
                                        Map.entry("semblance.pgvector.exact-below", "8"),
                                        Map.entry("semblance.pgvector.index-memory", "9MB"),
                                        Map.entry(
                                                "semblance.pgvector.collection-share-percent",
                                                "10"),
                                        Map.entry(
                                                "semblance.pgvector.index-stall-timeout", "11s"))))
                .isEqualTo(
                        new PgVectorProperties(
                                1,
                                2,
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(6),
                                70,
                                8,
                                DataSize.ofMegabytes(9),
                                10,
                                Duration.ofSeconds(11)));
    }

    private static PgVectorProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("semblance.pgvector", PgVectorProperties.class);
    }
}
