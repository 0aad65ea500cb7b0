package io.semblance.embedding;

/** The inputs have more tokens than one response may have vectors for. */
public final class TooManyTokensException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param tokens tokens of all inputs of the request
     * @param maxTokens the limit
     */
    public TooManyTokensException(long tokens, long maxTokens) {
        super(
                "the inputs have %d tokens together, each of which would have a vector; the limit is %d; send them in parts"
                        .formatted(tokens, maxTokens),
                null);
    }
}
