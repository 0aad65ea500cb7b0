package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Joins the catalogue with the configured models. */
final class ModelSpecs {

    private static final int DEFAULT_MAX_TOKENS = 512;

    private ModelSpecs() {}

    /**
     * All models by id, the catalogue's first: those of it that this build brings.
     *
     * @throws ModelLoadException if an entry is incomplete or its folder cannot be read
     */
    static Map<String, ModelSpec> resolve(ModelProperties properties) {
        return resolve(properties, ModelFiles::isOnClassPath);
    }

    /**
     * The same on another class path.
     *
     * @param onClassPath whether a location of the catalogue leads to a file
     */
    static Map<String, ModelSpec> resolve(
            ModelProperties properties, Predicate<String> onClassPath) {
        Map<String, ModelSpec> specs = new LinkedHashMap<>();
        Catalogue.models().stream()
                .filter(spec -> onClassPath.test(spec.onnx()))
                .forEach(spec -> specs.put(spec.id(), spec));
        for (ModelProperties.Model model : properties.models()) {
            specs.put(model.id(), model.directory() == null ? files(model) : folder(model));
        }
        return specs;
    }

    private static ModelSpec folder(ModelProperties.Model model) {
        if (model.directory() == null) {
            throw incomplete(model, "directory");
        }
        return override(SentenceTransformersDirectory.read(model.id(), model.directory()), model);
    }

    private static ModelSpec files(ModelProperties.Model model) {
        if (model.onnx() == null) {
            throw incomplete(model, "onnx");
        }
        if (model.tokenizer() == null) {
            throw incomplete(model, "tokenizer");
        }
        if (model.pooling() == null) {
            throw incomplete(model, "pooling");
        }
        return override(
                new ModelSpec(
                        model.id(),
                        model.onnx(),
                        null,
                        model.tokenizer(),
                        model.pooling(),
                        true,
                        "",
                        "",
                        DEFAULT_MAX_TOKENS,
                        null),
                model);
    }

    private static ModelSpec override(ModelSpec base, ModelProperties.Model model) {
        return new ModelSpec(
                base.id(),
                or(model.onnx(), base.onnx()),
                base.onnxSha256(),
                or(model.tokenizer(), base.tokenizer()),
                or(model.pooling(), base.pooling()),
                or(model.normalize(), base.normalize()),
                or(model.queryPrefix(), base.queryPrefix()),
                or(model.documentPrefix(), base.documentPrefix()),
                or(model.maxTokens(), base.maxTokens()),
                model.dimensions() != null ? model.dimensions() : base.dimensions());
    }

    private static <T> T or(@Nullable T first, T second) {
        return first != null ? first : second;
    }

    private static ModelLoadException incomplete(ModelProperties.Model model, String missing) {
        return new ModelLoadException(
                "model '%s' of semblance.models has no %s".formatted(model.id(), missing),
                "Give it directory (a sentence-transformers folder), or onnx, tokenizer and"
                        + " pooling.",
                null);
    }
}
