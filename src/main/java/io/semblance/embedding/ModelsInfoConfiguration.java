package io.semblance.embedding;

import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What {@code /actuator/info} says of the models, where there is one. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(InfoContributor.class)
class ModelsInfoConfiguration {

    @Bean
    InfoContributor modelsInfo(MicroBatchingEngine engine) {
        return new ModelsInfo(engine, engine);
    }
}
