package io.semblance.embedding.model;

import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.ModelPrompts;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Reads the specifications of the built-in and the configured models. */
public final class ModelSpecs {

    private static final int DEFAULT_MAX_TOKENS = 512;

    private ModelSpecs() {}

    /**
     * Returns all models by id: the built-in models whose files this build contains, then the
     * configured ones.
     *
     * @throws ModelLoadException if an entry is incomplete or its folder cannot be read
     */
    public static Map<String, ModelSpec> resolve(ModelProperties properties) {
        return resolve(properties, ModelFiles::isOnClassPath);
    }

    /**
     * Returns all models by id, for another class path.
     *
     * @param properties the configured models
     * @param onClassPath whether the location of a built-in model has a file
     * @throws ModelLoadException if an entry is incomplete or its folder cannot be read
     */
    public static Map<String, ModelSpec> resolve(
            ModelProperties properties, Predicate<String> onClassPath) {
        Map<String, ModelSpec> specs = new LinkedHashMap<>();
        readers(properties, onClassPath).forEach((id, reader) -> specs.put(id, reader.get()));
        return specs;
    }

    /**
     * Returns a reader for each model by id. A folder is read when the reader is called. If it
     * cannot be read, only this model fails, with a {@link ModelLoadException}.
     *
     * @throws ModelLoadException if an entry is incomplete, or two have the same id
     */
    public static Map<String, Supplier<ModelSpec>> readers(ModelProperties properties) {
        return readers(properties, ModelFiles::isOnClassPath);
    }

    private static Map<String, Supplier<ModelSpec>> readers(
            ModelProperties properties, Predicate<String> onClassPath) {
        Map<String, Supplier<ModelSpec>> readers = new LinkedHashMap<>();
        BuiltInModels.models().stream()
                .filter(spec -> onClassPath.test(spec.onnx()))
                .forEach(spec -> readers.put(spec.id(), () -> spec));
        Set<String> ids = new HashSet<>();
        for (ModelProperties.Model model : properties.models()) {
            if (!ids.add(model.id())) {
                throw new ModelLoadException(
                        "semblance.models has two models with the id '%s'".formatted(model.id()),
                        "Give each model of semblance.models a different id.",
                        null);
            }
            readers.put(model.id(), reader(model));
        }
        return readers;
    }

    private static Supplier<ModelSpec> reader(ModelProperties.Model model) {
        if (model.directory() != null) {
            return () -> folder(model);
        }
        ModelSpec spec = files(model);
        return () -> spec;
    }

    private static ModelSpec folder(ModelProperties.Model model) {
        if (model.directory() == null) {
            throw incomplete(model, "directory");
        }
        return override(
                SentenceTransformersDirectory.read(
                        model.id(),
                        model.directory(),
                        model.onnx(),
                        model.tokenizer(),
                        model.queryPrefix() != null
                                || model.documentPrefix() != null
                                || !model.prompts().isEmpty()),
                model);
    }

    private static ModelSpec files(ModelProperties.Model model) {
        if (model.onnx() == null) {
            throw incomplete(model, "onnx");
        }
        if (model.tokenizer() == null) {
            throw incomplete(model, "tokenizer");
        }
        return override(
                new ModelSpec(
                        model.id(),
                        model.onnx(),
                        null,
                        model.tokenizer(),
                        EmbeddingModules.of(model.pooling(), model.normalize(), null),
                        ModelPrompts.NONE,
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
                base.tokenizerSettings(),
                base.modules().with(model.pooling(), model.normalize()),
                prompts(base.prompts(), model),
                or(model.maxTokens(), base.maxTokens()),
                base.truncationSide(),
                model.dimensions() != null ? model.dimensions() : base.dimensions());
    }

    private static ModelPrompts prompts(ModelPrompts base, ModelProperties.Model model) {
        Map<String, String> texts = new LinkedHashMap<>(model.prompts());
        if (model.queryPrefix() != null) {
            texts.put("query", model.queryPrefix());
        }
        if (model.documentPrefix() != null) {
            texts.put("document", model.documentPrefix());
        }
        try {
            return base.with(texts, model.defaultPromptName());
        } catch (IllegalArgumentException e) {
            throw new ModelLoadException(
                    "model '%s' of semblance.models: %s".formatted(model.id(), e.getMessage()),
                    "Correct default-prompt-name, or add the prompt to prompts.",
                    e);
        }
    }

    private static <T> T or(@Nullable T first, T second) {
        return first != null ? first : second;
    }

    private static ModelLoadException incomplete(ModelProperties.Model model, String missing) {
        return new ModelLoadException(
                "model '%s' of semblance.models has no %s".formatted(model.id(), missing),
                "Set its directory (a sentence-transformers folder), or its onnx, tokenizer and"
                        + " pooling.",
                null);
    }
}
