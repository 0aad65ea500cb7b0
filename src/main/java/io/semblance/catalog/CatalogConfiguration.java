package io.semblance.catalog;

import com.zaxxer.hikari.HikariDataSource;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.store.DocumentStore;

import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import javax.sql.DataSource;

/**
 * Puts the catalog together; the application is not up before every collection is opened. Database
 * and migrations are the catalog's own, so that they are the same in the service and within another
 * application, which may have its own of both.
 */
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

    /** The embedded store has no database: a file beside it, unless the configuration names one. */
    @Bean
    @ConditionalOnProperty(name = "semblance.store", havingValue = "lucene", matchIfMissing = true)
    HikariDataSource catalogDatabase(
            @Value("${spring.datasource.url:}") String url,
            @Value("${spring.datasource.username:}") String username,
            @Value("${spring.datasource.password:}") String password,
            StoreProperties properties,
            MeterRegistry meters) {
        CatalogDatabase database =
                url.isEmpty()
                        ? CatalogDatabase.in(properties.dataDir())
                        : new CatalogDatabase(url, username, password);
        return database.pool(meters);
    }

    @Bean
    JdbcClient jdbcClient(DataSource database) {
        return JdbcClient.create(database);
    }

    /** The tables of the collections are made when these are opened, not before. */
    @Bean
    Flyway flyway(DataSource database, @Value("${spring.datasource.url:}") String url) {
        return CatalogDatabase.migrations(database, url);
    }

    /** A copy for the embedded database, which nothing else backs up. */
    @Bean
    CollectionsFile collectionsFile(
            StoreProperties properties, @Value("${spring.datasource.url:}") String url) {
        return url.isEmpty() && !properties.isPgvector()
                ? CollectionsFile.in(properties.dataDir())
                : CollectionsFile.none();
    }

    @Bean
    CollectionCatalog collectionCatalog(
            CollectionRepository repository,
            DocumentStore store,
            EmbeddingEngine engine,
            MeterRegistry meters,
            CollectionsFile copy) {
        return new CollectionCatalog(repository, store, engine, meters, copy);
    }

    @Bean
    CollectionOpening collectionOpening(
            CollectionCatalog catalog,
            DocumentStore store,
            Flyway flyway,
            StoreProperties properties) {
        return new CollectionOpening(catalog, store, flyway, properties.isPgvector());
    }
}
