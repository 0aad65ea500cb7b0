package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

/** The reason why texts could not be embedded or scored. */
public abstract sealed class EmbeddingException extends RuntimeException
        permits UnknownModelException,
                UnknownPromptException,
                NoTokenEmbeddingsException,
                NoRerankerException,
                ModelLoadException,
                TextRefusedException,
                DimensionsRefusedException,
                TooManyTokensException,
                QueueFullException,
                DeadlineTooShortException,
                InferenceException,
                EngineClosedException {

    private static final long serialVersionUID = 1L;

    EmbeddingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Creates an exception without a stack trace, for rejections that occur thousands of times per
     * second.
     */
    EmbeddingException(String message) {
        super(message, null, false, false);
    }
}
