package io.semblance.springai;

import com.zaxxer.hikari.HikariDataSource;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.ingest.DocumentWriter;
import io.semblance.ingest.Documents;
import io.semblance.search.Searcher;

import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationConvention;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Auto-configuration for applications with the plain jar: an {@code EmbeddingModel} and a {@code
 * VectorStore}, each unless the application has another, or Spring AI's own property ({@code
 * spring.ai.model.embedding}, {@code spring.ai.vectorstore.type}) names another. It runs after
 * every other auto-configuration, and is not active in the service itself.
 */
@AutoConfiguration
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnClass(VectorStore.class)
@ConditionalOnBooleanProperty(name = "semblance.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(EmbeddingEngine.class)
@EnableConfigurationProperties(VectorStoreProperties.class)
final class SemblanceAutoConfiguration {

    private static final String ENGINE = "semblanceEngine";
    private static final String STORE = "semblanceStore";

    /** The embedding engine. It loads the model when the first of the other beans is created. */
    @Lazy
    @Bean(name = ENGINE, defaultCandidate = false)
    ChildContext semblanceEngine(
            ConfigurableEnvironment environment, ObjectProvider<MeterRegistry> meters) {
        return ChildContext.start(
                environment,
                meters.getIfUnique(CompositeMeterRegistry::new),
                "io.semblance.embedding");
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty(
            name = "spring.ai.model.embedding",
            havingValue = "semblance",
            matchIfMissing = true)
    EmbeddingModel semblanceEmbeddingModel(@Qualifier(ENGINE) ChildContext engine) {
        return new EngineEmbeddingModel(engine.get(EmbeddingEngine.class));
    }

    /** The document store. It is opened when the vector store is created. */
    @Lazy
    @Bean(name = STORE, defaultCandidate = false)
    ChildContext semblanceStore(
            @Qualifier(ENGINE) ChildContext engine,
            ConfigurableEnvironment environment,
            VectorStoreProperties properties,
            ObjectProvider<HikariDataSource> dataSource) {
        return engine.startChild(
                StoreDatabase.properties(
                        environment, dataSource.getIfUnique(), properties.schema()),
                "io.semblance.store",
                "io.semblance.catalog",
                "io.semblance.jobs",
                "io.semblance.ingest",
                "io.semblance.search");
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty(
            name = "spring.ai.vectorstore.type",
            havingValue = "semblance",
            matchIfMissing = true)
    VectorStore semblanceVectorStore(
            @Qualifier(STORE) ChildContext store,
            VectorStoreProperties properties,
            ObjectProvider<ObservationRegistry> observations,
            ObjectProvider<VectorStoreObservationConvention> convention) {
        return new SemblanceVectorStore(
                properties.collection(),
                store.get(DocumentWriter.class),
                store.get(Documents.class),
                store.get(Searcher.class),
                new StoreObservations(
                        properties.collection(),
                        observations.getIfUnique(() -> ObservationRegistry.NOOP),
                        convention.getIfAvailable()));
    }
}
