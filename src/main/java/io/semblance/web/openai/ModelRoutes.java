package io.semblance.web.openai;

import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.ModelStatus;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import java.lang.management.ManagementFactory;

/** Lists models, as OpenAI does. */
@RestController
final class ModelRoutes {

    private final EmbeddingEngine engine;
    private final ModelLookup models;

    ModelRoutes(EmbeddingEngine engine, ModelLookup models) {
        this.engine = engine;
        this.models = models;
    }

    /** Lists the available models, loaded or not. */
    @GetMapping({"/v1/models", "/models"})
    ModelList models() {
        return new ModelList(
                "list", engine.statuses().stream().map(ModelRoutes::described).toList());
    }

    /** Returns the model with this id or alias, which may contain slashes. */
    @GetMapping({"/v1/models/{*path}", "/models/{*path}"})
    ModelList.Model model(@PathVariable String path) {
        String id = models.id(path.substring(1));
        return engine.statuses().stream()
                .filter(model -> model.id().equals(id))
                .findFirst()
                .map(ModelRoutes::described)
                .orElseThrow();
    }

    private static ModelList.Model described(ModelStatus model) {
        return new ModelList.Model(
                model.id(),
                "model",
                ManagementFactory.getRuntimeMXBean().getStartTime() / 1_000,
                "semblance",
                model.problem() == null ? null : model.state().id(),
                model.problem());
    }
}
