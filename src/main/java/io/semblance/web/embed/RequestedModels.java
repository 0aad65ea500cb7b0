package io.semblance.web.embed;

import io.semblance.embedding.EmbeddingEngine;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds the model that a request names, for routes where an unknown name means the default. */
@Component
public final class RequestedModels {

    private final EmbeddingEngine engine;

    RequestedModels(EmbeddingEngine engine) {
        this.engine = engine;
    }

    /**
     * Returns the id of the model with this name, or of the default model if the name is null or
     * unknown. A text-embeddings-inference server has one model and ignores the field.
     */
    public String idOrDefault(@Nullable String name) {
        return name == null
                ? engine.defaultModel()
                : engine.findModel(name).orElseGet(engine::defaultModel);
    }
}
