package io.semblance.catalog;

import io.semblance.store.StoreException;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The store's health, where there is something that asks for it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(HealthIndicator.class)
class CatalogHealthConfiguration {

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
