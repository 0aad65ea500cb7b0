package io.semblance.embedding;

/** More tokens than one answer may have vectors for. */
public final class TooManyTokensException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    TooManyTokensException(long tokens, long maxTokens) {
        super(
                "the inputs have %d tokens together, each of which would have a vector; the limit is %d; send them in parts"
                        .formatted(tokens, maxTokens),
                null);
    }
}
