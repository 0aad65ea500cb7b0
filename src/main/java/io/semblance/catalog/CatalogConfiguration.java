package io.semblance.catalog;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.store.DocumentStore;
import io.semblance.store.StoreUnavailableException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
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

    private static final Logger log = LoggerFactory.getLogger(CatalogConfiguration.class);

    /** Asks for the properties, so that a store there is none of is refused by its name. */
    CatalogConfiguration(StoreProperties properties) {
        log.debug("Documents are kept by {}", properties.store());
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

    @Bean
    SmartInitializingSingleton openCollections(CollectionCatalog catalog) {
        return catalog::openAll;
    }

    /** Down while the store cannot be used. */
    @Bean
    HealthIndicator storeHealthIndicator(DocumentStore store) {
        return () -> {
            try {
                store.check();
                return Health.up().build();
            } catch (StoreUnavailableException e) {
                return Health.down(e).build();
            }
        };
    }
}
