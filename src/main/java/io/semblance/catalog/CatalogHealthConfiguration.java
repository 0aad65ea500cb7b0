package io.semblance.catalog;

import io.semblance.store.StoreException;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What Actuator shows of the store and lets operators do with it, where there is Actuator. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(HealthIndicator.class)
class CatalogHealthConfiguration {

    /**
     * Down while the collections are not open or the store cannot be used; single collections that
     * have failed are a detail.
     */
    @Bean
    HealthIndicator storeHealthIndicator(CollectionOpening opening) {
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
