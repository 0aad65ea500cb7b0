package io.semblance.tokenization;

/** A tokenizer cannot be loaded; the message names the file. */
public final class TokenizerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TokenizerException(String message) {
        super(message);
    }

    TokenizerException(String message, Throwable cause) {
        super(message, cause);
    }
}
