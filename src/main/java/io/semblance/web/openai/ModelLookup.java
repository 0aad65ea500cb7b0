package io.semblance.web.openai;

import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.UnknownModelException;
import io.semblance.web.embed.RequestedModels;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.ApiException;
import io.semblance.web.error.ErrorCode;
import io.semblance.web.openai.OpenAiProperties.UnknownModel;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds the model that a request to OpenAI's routes names. */
@Component
final class ModelLookup {

    private final EmbeddingEngine engine;
    private final RequestedModels models;
    private final OpenAiProperties properties;

    ModelLookup(EmbeddingEngine engine, RequestedModels models, OpenAiProperties properties) {
        this.engine = engine;
        this.models = models;
        this.properties = properties;
    }

    /**
     * Returns the id of the model with this name. An empty name means the default model, because
     * some clients send one.
     *
     * @throws ApiException if no model has this name, unless {@code semblance.openai.unknown-model}
     *     is {@code default}
     */
    String id(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return engine.defaultModel();
        }
        if (properties.unknownModel() == UnknownModel.DEFAULT) {
            return models.idOrDefault(name);
        }
        try {
            return engine.modelId(name);
        } catch (UnknownModelException e) {
            throw new ApiException(
                    ApiError.badRequest(
                            ErrorCode.UNKNOWN_MODEL,
                            e.getMessage()
                                    + "; set semblance.openai.unknown-model=default to use the"
                                    + " default model instead",
                            "model"));
        }
    }
}
