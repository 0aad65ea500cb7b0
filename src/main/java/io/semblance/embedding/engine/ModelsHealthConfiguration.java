package io.semblance.embedding.engine;

import io.semblance.embedding.EmbeddingEngine;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.Map;

/** Adds the models to {@code /actuator/health}, if Actuator is present. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(HealthIndicator.class)
class ModelsHealthConfiguration {

    /**
     * Creates the indicator. It is always up, because the default model is loaded; models that have
     * failed are listed in its details.
     */
    @Bean
    HealthIndicator modelsHealthIndicator(EmbeddingEngine engine) {
        return () -> {
            Map<String, String> failed = ModelsInfo.failed(engine);
            return failed.isEmpty()
                    ? Health.up().build()
                    : Health.up().withDetail("failedModels", failed).build();
        };
    }
}
