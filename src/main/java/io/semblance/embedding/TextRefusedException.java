package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

/** A text cannot be embedded as it is. */
public final class TextRefusedException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    private final int index;
    private final Reason reason;
    private final transient @Nullable Length length;

    /**
     * Creates the exception.
     *
     * @param index the text's index in its request
     * @param reason what is wrong with the text
     * @param message the bad value, the limit and the remedy, for clients
     */
    public TextRefusedException(int index, Reason reason, String message) {
        this(index, reason, null, message);
    }

    private TextRefusedException(
            int index, Reason reason, @Nullable Length length, String message) {
        super(message, null);
        this.index = index;
        this.reason = reason;
        this.length = length;
    }

    /**
     * Creates the exception for a text with more tokens than the model accepts, in a request that
     * does not allow truncation.
     */
    public static TextRefusedException tooLong(int index, Length length) {
        return new TextRefusedException(
                index,
                Reason.TOO_LONG,
                length,
                "text %d has %s%d tokens, model '%s' reads at most %d; shorten it or let it be truncated"
                        .formatted(
                                index,
                                length.whole() ? "" : "more than ",
                                length.tokens(),
                                length.model(),
                                length.maxTokens()));
    }

    /**
     * The length of a text that is too long.
     *
     * @param tokens tokens that were counted
     * @param whole whether these are all tokens of the text
     * @param maxTokens the most tokens that the model accepts
     * @param model id of the model
     */
    public record Length(int tokens, boolean whole, int maxTokens, String model) {}

    /**
     * Returns the length of a text that is too long for an embedding model; null for other reasons.
     */
    public @Nullable Length length() {
        return length;
    }

    /** Returns the text's index in its request. */
    public int index() {
        return index;
    }

    /** Returns what is wrong with the text. */
    public Reason reason() {
        return reason;
    }

    /** What can be wrong with a text. */
    public enum Reason {
        /** It is empty, or has no tokens for a model without special tokens. */
        EMPTY,
        /** It contains a NUL character or a lone surrogate. */
        INVALID_CHARACTER,
        /** It has an input id that is not in the model's vocabulary. */
        INVALID_TOKEN,
        /** It has more tokens than the model accepts, and truncation is not allowed. */
        TOO_LONG
    }
}
