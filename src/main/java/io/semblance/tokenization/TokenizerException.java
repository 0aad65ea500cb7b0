package io.semblance.tokenization;

import org.jspecify.annotations.Nullable;

/** Thrown if a tokenizer cannot be loaded; the message names the file. */
public final class TokenizerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean contradiction;

    TokenizerException(String message) {
        this(message, null, false);
    }

    TokenizerException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private TokenizerException(String message, @Nullable Throwable cause, boolean contradiction) {
        super(message, cause);
        this.contradiction = contradiction;
    }

    /** The file is valid, but settings next to it contradict it. */
    static TokenizerException contradiction(String message) {
        return new TokenizerException(message, null, true);
    }

    /** Whether settings contradict the file, which is valid by itself. */
    public boolean isContradiction() {
        return contradiction;
    }
}
