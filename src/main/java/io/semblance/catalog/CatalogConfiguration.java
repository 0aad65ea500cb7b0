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
 * Defines the beans of the catalog; the application has not started before the collections are
 * opened. The catalog has its own database connection and migrations, so that they are the same in
 * the service and inside another application, which may have its own.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreProperties.class)
class CatalogConfiguration {

    /** Checks that a store on PostgreSQL has its URL, before a connection is opened. */
    CatalogConfiguration(
            StoreProperties properties, @Value("${spring.datasource.url:}") String url) {
        if (properties.isPgvector() && !url.startsWith("jdbc:postgresql:")) {
            throw new InvalidConfigurationPropertyValueException(
                    "spring.datasource.url",
                    url,
                    "semblance.store=pgvector stores everything in PostgreSQL; set its JDBC URL,"
                            + " such as jdbc:postgresql://localhost:5432/semblance, with"
                            + " spring.datasource.username and spring.datasource.password");
        }
    }

    /** The database file next to the embedded store. */
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

    /** The migrations, which {@link CollectionStartup} runs when it opens the collections. */
    @Bean
    Flyway flyway(DataSource database, @Value("${spring.datasource.url:}") String url) {
        return CatalogDatabase.migrations(database, url);
    }

    /** The copy of the rows, only for the embedded database, which has no other backup. */
    @Bean
    CollectionsFile collectionsFile(
            StoreProperties properties, @Value("${spring.datasource.url:}") String url) {
        return url.isEmpty() && !properties.isPgvector()
                ? CollectionsFile.in(properties.dataDir())
                : CollectionsFile.none();
    }

    @Bean
    StoreLocation storeLocation(
            StoreProperties properties, @Value("${spring.datasource.url:}") String url) {
        return StoreLocation.of(properties, url);
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
    CollectionStartup collectionOpening(
            CollectionCatalog catalog,
            DocumentStore store,
            Flyway flyway,
            StoreProperties properties) {
        return new CollectionStartup(catalog, store, flyway, properties.isPgvector());
    }
}
