package io.semblance.embedding.model;

import io.semblance.embedding.ModelLoadException;
import io.semblance.tokenization.Encoding;
import io.semblance.tokenization.TokenizerSettings;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads the specification of the reranker from its properties and its folder. */
public final class RerankerSpecs {

    private static final int DEFAULT_MAX_TOKENS = 512;

    private static final String REMEDY =
            "Point semblance.reranker.directory at the folder of a cross-encoder with one label and"
                    + " an ONNX export (config.json, tokenizer.json, onnx/model.onnx).";

    private RerankerSpecs() {}

    /**
     * Returns the reranker by its id; empty if none is configured.
     *
     * @throws ModelLoadException if the properties are incomplete, or the folder is not a
     *     reranker's
     */
    public static Map<String, RerankerSpec> resolve(RerankerProperties set) {
        RerankerSpec spec;
        if (set.directory() != null) {
            spec = folder(set, set.directory());
        } else if (set.onnx() != null && set.tokenizer() != null) {
            spec =
                    new RerankerSpec(
                            set.id(),
                            set.onnx(),
                            set.tokenizer(),
                            or(set.maxTokens(), DEFAULT_MAX_TOKENS),
                            template(set).orElse(RerankerTemplate.NONE),
                            TokenizerSettings.NONE,
                            Encoding.Side.RIGHT);
        } else if (set.onnx() == null && set.tokenizer() == null && set.maxTokens() == null) {
            return Map.of();
        } else {
            throw new ModelLoadException(
                    "the reranker '%s' has no %s"
                            .formatted(set.id(), set.onnx() == null ? "onnx" : "tokenizer"),
                    "Set semblance.reranker.directory, or semblance.reranker.onnx and tokenizer.",
                    null);
        }
        return Map.of(spec.id(), spec);
    }

    private static RerankerSpec folder(RerankerProperties set, Path directory) {
        ModelFolder folder = new ModelFolder(set.id(), directory, REMEDY);
        RerankerFolder reranker = new RerankerFolder(folder);
        TokenizerSettings settings = TokenizerSettings.NONE;
        if (set.tokenizer() == null) {
            settings = reranker.transformer().tokenizer();
            reranker.transformer().requireAgreement(settings);
        }
        return new RerankerSpec(
                set.id(),
                set.onnx() != null ? set.onnx() : folder.graph(),
                set.tokenizer() != null ? set.tokenizer() : folder.tokenizer(),
                set.maxTokens() != null ? set.maxTokens() : reranker.transformer().maxTokens(),
                template(set).orElseGet(reranker::template),
                settings,
                reranker.transformer().truncationSide());
    }

    /**
     * Returns the configured templates. If only one is set, the other one does not add anything.
     */
    private static Optional<RerankerTemplate> template(RerankerProperties set) {
        return set.queryTemplate() == null && set.documentTemplate() == null
                ? Optional.empty()
                : Optional.of(
                        RerankerTemplate.of(
                                or(set.queryTemplate(), "{query}"),
                                or(set.documentTemplate(), "{document}")));
    }

    private static <T> T or(@Nullable T first, T second) {
        return first != null ? first : second;
    }
}
