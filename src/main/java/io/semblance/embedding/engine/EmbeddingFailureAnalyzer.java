package io.semblance.embedding.engine;

import io.semblance.embedding.EmbeddingException;
import io.semblance.embedding.ModelLoadException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains a start that failed because of a model, with the remedy and without a stack trace. */
final class EmbeddingFailureAnalyzer extends AbstractFailureAnalyzer<EmbeddingException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, EmbeddingException cause) {
        String action =
                cause instanceof ModelLoadException load
                        ? load.remedy()
                        : "Correct semblance.model or semblance.models.";
        return new FailureAnalysis(
                "The embedding engine cannot start: " + cause.getMessage(), action, cause);
    }
}
