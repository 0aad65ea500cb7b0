package io.semblance.embedding;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts the engine together. The default model and the reranker load while the rest of the
 * application is still being made, and the application is not up before they are warm.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    ModelProperties.class,
    EmbeddingProperties.class,
    RerankerProperties.class
})
class EmbeddingConfiguration {

    /** Unless it has begun: see {@link EarlyModelLoading}. */
    @Bean
    @ConditionalOnMissingBean
    ModelLoading modelLoading(
            ModelProperties models, EmbeddingProperties properties, RerankerProperties reranker) {
        return ModelLoading.begin(models, properties, reranker);
    }

    @Bean
    MicroBatchingEngine embeddingEngine(
            ModelLoading loading,
            ModelProperties models,
            EmbeddingProperties properties,
            MeterRegistry meters) {
        return new MicroBatchingEngine(
                loading.models(),
                models.model(),
                loading.rerankers(),
                EngineShape.of(
                        properties,
                        loading.device(),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.getRuntime().maxMemory()),
                properties.maxWait(),
                properties.cacheSize(),
                meters);
    }

    @Bean
    SmartInitializingSingleton embeddingEngineWarmUp(MicroBatchingEngine engine) {
        return engine::warmUp;
    }

    @Bean
    EmbeddingModel embeddingModel(EmbeddingEngine engine) {
        return new EngineEmbeddingModel(engine);
    }
}
