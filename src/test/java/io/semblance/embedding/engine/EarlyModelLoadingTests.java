package io.semblance.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.EngineClosedException;
import io.semblance.embedding.Precision;
import io.semblance.embedding.UnknownModelException;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Models that load before there are beans. */
class EarlyModelLoadingTests {

    private final ApplicationContextRunner application =
            new ApplicationContextRunner()
                    .withInitializer(new EarlyModelLoading())
                    .withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
                    .withUserConfiguration(EmbeddingConfiguration.class)
                    .withPropertyValues("semblance.data-dir=" + TestEngines.DATA);

    @Test
    void theEngineRunsWhatBeganToLoad() {
        application
                .withPropertyValues("semblance.model=bge-small-en-v1.5-q")
                .withInitializer(context ->
                        assertThat(context.getBeanFactory().getSingleton("modelLoading"))
                                .isInstanceOf(ConfiguredModels.class))
                .run(context -> {
                    assertThat(context).hasSingleBean(ConfiguredModels.class);
                    EmbeddingEngine engine = context.getBean(EmbeddingEngine.class);
                    assertThat(engine.describe("bge-small-en-v1.5-q").precision())
                            .isEqualTo(Precision.INT8);
                });
    }

    @Test
    void whatBeganToLoadIsFreedIfTheBeansCannotBeMade() {
        List<ConfiguredModels> begun = new ArrayList<>();
        application
                .withPropertyValues("semblance.embedding.lanes=0")
                .withInitializer(context ->
                        begun.add(
                                (ConfiguredModels)
                                        Objects.requireNonNull(
                                                context.getBeanFactory()
                                                        .getSingleton("modelLoading"))))
                .run(context -> assertThat(context).hasFailed());

        assertThatThrownBy(() -> begun.getFirst().models().prepare("bge-small-en-v1.5"))
                .isInstanceOf(EngineClosedException.class);
    }

    @Test
    void whatCannotBeginFailsWhereItIsExplained() {
        application
                .withPropertyValues("semblance.model=none")
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .hasRootCauseInstanceOf(UnknownModelException.class));
        application
                .withPropertyValues("semblance.embedding.device=tpu")
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessageContaining("must be auto, cpu, cuda or cuda:N"));
    }
}
