package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.Map;

/** Reads where the reranker is: off its properties, and off its folder's {@code config.json}. */
final class RerankerSpecs {

    private static final int DEFAULT_MAX_TOKENS = 512;

    private static final String REMEDY =
            "Point semblance.reranker.directory at the folder of a cross-encoder with one label and"
                    + " an ONNX export (config.json, tokenizer.json, onnx/model.onnx).";

    private RerankerSpecs() {}

    /**
     * The reranker by its id; empty if none is configured.
     *
     * @throws ModelLoadException if the properties are incomplete or the folder is none of a
     *     reranker
     */
    static Map<String, RerankerSpec> resolve(RerankerProperties set) {
        RerankerSpec spec;
        if (set.directory() != null) {
            spec = folder(set, set.directory());
        } else if (set.onnx() != null && set.tokenizer() != null) {
            spec =
                    new RerankerSpec(
                            set.id(),
                            set.onnx(),
                            set.tokenizer(),
                            or(set.maxTokens(), DEFAULT_MAX_TOKENS));
        } else if (set.onnx() == null && set.tokenizer() == null && set.maxTokens() == null) {
            return Map.of();
        } else {
            throw new ModelLoadException(
                    "the reranker '%s' has no %s"
                            .formatted(set.id(), set.onnx() == null ? "onnx" : "tokenizer"),
                    "Give semblance.reranker a directory, or onnx and tokenizer.",
                    null);
        }
        return Map.of(spec.id(), spec);
    }

    private static RerankerSpec folder(RerankerProperties set, Path directory) {
        ModelFolder folder = new ModelFolder(set.id(), directory, REMEDY);
        requireReranker(folder);
        return new RerankerSpec(
                set.id(),
                set.onnx() != null ? set.onnx() : folder.graph(),
                set.tokenizer() != null ? set.tokenizer() : folder.tokenizer(),
                set.maxTokens() != null ? set.maxTokens() : folder.maxTokens(null));
    }

    /** Whatever the configuration says nothing about the graph will show. */
    private static void requireReranker(ModelFolder folder) {
        JsonNode config = folder.required("config.json");
        String architecture = config.path("architectures").path(0).asString("");
        if (!architecture.isEmpty() && !architecture.endsWith("ForSequenceClassification")) {
            throw folder.refuse(
                    "config.json in %s is that of a '%s'; a reranker is a …ForSequenceClassification"
                            .formatted(folder.path(), architecture));
        }
        int labels =
                config.has("id2label")
                        ? config.path("id2label").size()
                        : config.path("num_labels").asInt(1);
        if (labels != 1) {
            throw folder.refuse(
                    "config.json in %s gives the model %d labels; a reranker has 1"
                            .formatted(folder.path(), labels));
        }
    }

    private static <T> T or(@Nullable T first, T second) {
        return first != null ? first : second;
    }
}
