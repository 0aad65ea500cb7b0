package io.semblance.catalog;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.store.DocumentStore;
import io.semblance.store.StoreException;

import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.nio.file.Path;

/** Puts the catalog together; the application is not up before every collection is opened. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreProperties.class)
class CatalogConfiguration {

    /** Refuses a store that has no database before anything looks for one. */
    CatalogConfiguration(
            StoreProperties properties, @Value("${spring.datasource.url:}") String url) {
        if (properties.isPgvector() && !url.startsWith("jdbc:postgresql:")) {
            throw new InvalidConfigurationPropertyValueException(
                    "spring.datasource.url",
                    url,
                    "semblance.store=pgvector keeps everything in a PostgreSQL: give its JDBC URL,"
                            + " such as jdbc:postgresql://localhost:5432/semblance, with"
                            + " spring.datasource.username and spring.datasource.password");
        }
    }

    /** A file beside the embedded store, unless the configuration names a database. */
    @Bean
    @ConditionalOnProperty(name = "spring.datasource.url", matchIfMissing = true, havingValue = "")
    JdbcConnectionDetails embeddedDatabase(@Value("${semblance.data-dir}") Path dataDir) {
        return new EmbeddedDatabase(dataDir.toAbsolutePath().resolve("catalog"));
    }

    @Bean
    CollectionCatalog collectionCatalog(
            CollectionRepository repository,
            DocumentStore store,
            EmbeddingEngine engine,
            MeterRegistry meters) {
        return new CollectionCatalog(repository, store, engine, meters);
    }

    /** The tables of the collections are made when these are opened, not before. */
    @Bean
    FlywayMigrationStrategy migrationWithTheCollections() {
        return _ -> {};
    }

    @Bean
    CollectionOpening collectionOpening(
            CollectionCatalog catalog,
            DocumentStore store,
            Flyway flyway,
            StoreProperties properties) {
        return new CollectionOpening(catalog, store, flyway, properties.isPgvector());
    }

    /** Down while the collections are not open or the store cannot be used. */
    @Bean
    HealthIndicator storeHealthIndicator(CollectionOpening opening) {
        return () -> {
            try {
                opening.check();
                return Health.up().build();
            } catch (CatalogException | StoreException e) {
                return Health.down(e).build();
            }
        };
    }
}
