package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

/** A configured model cannot be loaded. */
public final class ModelLoadException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    ModelLoadException(String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
