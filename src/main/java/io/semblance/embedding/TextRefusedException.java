package io.semblance.embedding;

/** A text that no model can embed as it is. */
public final class TextRefusedException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    private final int index;
    private final Reason reason;

    TextRefusedException(int index, Reason reason, String message) {
        super(message, null);
        this.index = index;
        this.reason = reason;
    }

    /** The text's index in its request. */
    public int index() {
        return index;
    }

    /** What is wrong with it. */
    public Reason reason() {
        return reason;
    }

    /** What can be wrong with a text. */
    public enum Reason {
        /** It is empty or only white space. */
        EMPTY,
        /** It has a NUL character or a lone surrogate. */
        INVALID_CHARACTER,
        /** It has an input id that the model does not know. */
        INVALID_TOKEN,
        /** It has more tokens than the model reads, and was not to be truncated. */
        TOO_LONG
    }
}
