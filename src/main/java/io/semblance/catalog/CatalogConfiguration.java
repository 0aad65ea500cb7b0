package io.semblance.catalog;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.store.DocumentStore;
import io.semblance.store.StoreUnavailableException;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the catalog together; the application is not up before every collection is opened. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreProperties.class)
class CatalogConfiguration {

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
