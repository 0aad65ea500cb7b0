package io.semblance.embedding.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.embedding.model.ModelProperties;
import io.semblance.embedding.model.RerankerProperties;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Creates the engine. The default model and the reranker load while the application context creates
 * its other beans. The start waits until they are warm and the files of the other models are
 * checked.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    ModelProperties.class,
    EmbeddingProperties.class,
    RerankerProperties.class
})
class EmbeddingConfiguration {

    /** Starts to load the models, unless {@link EarlyModelLoading} has started already. */
    @Bean
    @ConditionalOnMissingBean
    ConfiguredModels modelLoading(
            ModelProperties models, EmbeddingProperties properties, RerankerProperties reranker) {
        return ConfiguredModels.begin(models, properties, reranker);
    }

    @Bean
    MicroBatchingEngine embeddingEngine(
            ConfiguredModels loading, EmbeddingProperties properties, MeterRegistry meters) {
        return new MicroBatchingEngine(
                loading.models(),
                loading.names(),
                loading.rerankers(),
                DeviceSizing.of(
                        properties,
                        loading.device(),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.getRuntime().maxMemory()),
                properties.maxWait(),
                properties.cacheSize(),
                meters);
    }

    @Bean
    SmartInitializingSingleton embeddingEngineWarmUp(
            MicroBatchingEngine engine, ConfiguredModels loading) {
        return () -> {
            engine.warmUp();
            loading.checks().join();
        };
    }
}
