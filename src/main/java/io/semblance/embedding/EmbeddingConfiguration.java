package io.semblance.embedding;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts the engine together. The default model and the reranker begin to load as soon as the engine
 * exists, while the rest of the application is still being made, and the application is not up
 * before they are warm.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    ModelProperties.class,
    EmbeddingProperties.class,
    RerankerProperties.class
})
class EmbeddingConfiguration {

    @Bean
    MicroBatchingEngine embeddingEngine(
            ModelProperties models,
            EmbeddingProperties properties,
            RerankerProperties reranker,
            MeterRegistry meters) {
        boolean cuda = !properties.device().equals("cpu");
        NativeLibraries.unpackInto(models.dataDir().resolve("native"), cuda);
        Device device = Device.choose(properties.device());
        int threads = properties.threadsPerLane();
        ModelFiles files = new ModelFiles(models.dataDir().resolve("models"));
        ModelRegistry<OnnxModel> registry =
                new ModelRegistry<>(
                        ModelSpecs.resolve(models),
                        spec -> OnnxModel.load(spec, files, device, threads));
        ModelRegistry<CrossEncoder> rerankers =
                new ModelRegistry<>(
                        RerankerSpecs.resolve(reranker),
                        spec -> CrossEncoder.load(spec, files, device, threads));
        registry.prepare(models.model());
        rerankers.ids().forEach(rerankers::prepare);
        return new MicroBatchingEngine(
                registry,
                models.model(),
                rerankers,
                EngineShape.of(properties, device, Runtime.getRuntime().availableProcessors()),
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
