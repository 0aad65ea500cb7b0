package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

/** Why texts could not be embedded. */
public abstract sealed class EmbeddingException extends RuntimeException
        permits UnknownModelException,
                NoRerankerException,
                ModelLoadException,
                TextRefusedException,
                DimensionsRefusedException,
                TooManyTokensException,
                QueueFullException,
                DeadlineTooShortException,
                DeadlineExceededException,
                CallerGoneException,
                InferenceException,
                EngineClosedException {

    private static final long serialVersionUID = 1L;

    EmbeddingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * A refusal that is made thousands of times a second: where it was thrown tells nobody
     * anything.
     */
    EmbeddingException(String message) {
        super(message, null, false, false);
    }
}
