package io.semblance.embedding.engine;

import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Adds the models to {@code /actuator/info}, if Actuator is present. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(InfoContributor.class)
class ModelsInfoConfiguration {

    @Bean
    InfoContributor modelsInfo(MicroBatchingEngine engine) {
        return new ModelsInfo(engine, engine);
    }
}
