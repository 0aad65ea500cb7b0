package io.semblance.catalog;

import io.semblance.store.StoreException;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Defines the health indicator and the operator endpoint of the store, if Actuator is on the class
 * path.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(HealthIndicator.class)
class CatalogHealthConfiguration {

    /**
     * The health of the store: down while the collections are not open or the store cannot be used.
     * Failed collections are reported as a detail, and do not make it down.
     */
    @Bean
    HealthIndicator storeHealthIndicator(CollectionStartup opening) {
        return () -> {
            try {
                opening.check();
                Health.Builder up = Health.up();
                if (!opening.failures().isEmpty()) {
                    up.withDetail("failedCollections", opening.failures());
                }
                return up.build();
            } catch (CatalogException | StoreException e) {
                return Health.down(e).build();
            }
        };
    }

    @Bean
    @ConditionalOnClass(Endpoint.class)
    IntegrityEndpoint integrityEndpoint(CollectionCatalog catalog) {
        return new IntegrityEndpoint(catalog);
    }
}
