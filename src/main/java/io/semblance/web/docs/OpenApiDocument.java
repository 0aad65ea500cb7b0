package io.semblance.web.docs;

import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.EmbeddingException;
import io.semblance.embedding.ModelDescription;
import io.semblance.embedding.Reranker;
import io.semblance.security.ApiKeys;

import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The description of the API with the limits of this service: those of its default model, the
 * models for collections, whether there is a reranker and whether an API key is required. The file
 * has the limits of a service with default settings.
 */
@Component
final class OpenApiDocument {

    /** Not the mapper for requests, which has limits. */
    private static final JsonMapper JSON = JsonMapper.shared();

    private final EmbeddingEngine engine;
    private final Reranker reranker;
    private final ApiKeys keys;

    OpenApiDocument(EmbeddingEngine engine, Reranker reranker, ApiKeys keys) {
        this.engine = engine;
        this.reranker = reranker;
        this.keys = keys;
    }

    /** Returns the description as JSON. */
    byte[] describe() {
        ObjectNode root = file();
        ObjectNode schemas = (ObjectNode) root.at("/components/schemas");
        models(schemas);
        if (reranker.reranker().isEmpty()) {
            withoutReranker(root);
        }
        if (keys.required()) {
            ArrayNode security = (ArrayNode) root.get("security");
            security.removeIf(JsonNode::isEmpty);
        }
        return JSON.writeValueAsBytes(root);
    }

    private ObjectNode file() {
        try (InputStream file =
                new ClassPathResource("openapi.json", DocsRoutes.class).getInputStream()) {
            return (ObjectNode) JSON.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void models(ObjectNode schemas) {
        ArrayNode models = schemas.withObjectProperty("CollectionModel").putArray("enum");
        engine.models().forEach(models::add);
        ModelDescription model;
        int vocabulary;
        try {
            model = engine.describe(engine.defaultModel());
            vocabulary = engine.tokenizer(engine.defaultModel()).vocabularySize();
        } catch (EmbeddingException e) {
            return;
        }
        ArrayNode prompts = schemas.withObjectProperty("PromptName").putArray("enum");
        model.prompts().names().forEach(prompts::add);
        schemas.withObjectProperty("Dimensions").put("maximum", model.dimension());
        ((ObjectNode) schemas.at("/TokenIds/items")).put("maximum", vocabulary - 1);
        schemas.withObjectProperty("QueryVector")
                .put("minItems", model.dimension())
                .put("maxItems", model.dimension());
        schemas.withObjectProperty("ChunkTokens").put("maximum", model.maxTokens());
        schemas.withObjectProperty("ChunkOverlap").put("maximum", model.maxTokens() / 2);
    }

    /** Removes the parts that the service rejects without a reranker. */
    private static void withoutReranker(ObjectNode root) {
        ((ObjectNode) root.get("paths")).remove("/rerank");
        for (String body : List.of("SearchBody", "CollectionSearchBody")) {
            ((ObjectNode) root.at("/components/schemas/%s/properties".formatted(body)))
                    .remove("rerank");
        }
    }
}
