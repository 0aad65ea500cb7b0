package io.semblance.embedding;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why the start failed over a model, and what to do, without a stack trace. */
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
