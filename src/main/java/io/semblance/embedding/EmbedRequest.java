package io.semblance.embedding;

import io.semblance.tokenization.Encoding;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;

/**
 * Texts, or the input ids of texts, to embed with one model.
 *
 * @param model id of a model; null for the default one
 * @param inputs at least one
 * @param prompt which of the model's prefixes is put before each text; where it is one, the text of
 *     input ids is read again with it
 * @param priority whether a person waits for the answer or a load is worked off; see {@link
 *     Priority#QUERY}
 * @param admission what happens when the queue is full
 * @param truncation what happens to a text longer than the model reads
 * @param normalize whether the vectors get unit length; null for the model's own habit
 * @param dimensions how many leading components are kept (Matryoshka); null for all
 */
public record EmbedRequest(
        @Nullable String model,
        List<EmbedInput> inputs,
        Prompt prompt,
        Priority priority,
        Admission admission,
        Truncation truncation,
        @Nullable Boolean normalize,
        @Nullable Integer dimensions) {

    /** Copies the list of inputs. */
    public EmbedRequest {
        inputs = List.copyOf(inputs);
    }

    /** The same for texts alone. */
    public EmbedRequest(
            @Nullable String model,
            Collection<String> texts,
            Prompt prompt,
            Priority priority,
            Admission admission,
            Truncation truncation,
            @Nullable Boolean normalize,
            @Nullable Integer dimensions) {
        this(
                model,
                EmbedInput.texts(texts),
                prompt,
                priority,
                admission,
                truncation,
                normalize,
                dimensions);
    }

    /**
     * A search's query: query prefix, first in the queue, refused if it would wait for too long.
     */
    public static EmbedRequest query(@Nullable String model, String text) {
        return new EmbedRequest(
                model,
                List.of(text),
                Prompt.QUERY,
                Priority.QUERY,
                Admission.FAIL_FAST,
                Truncation.RIGHT,
                null,
                null);
    }

    /** Passages to store: document prefix, behind queries, waiting for room in the queue. */
    public static EmbedRequest passages(@Nullable String model, List<String> texts) {
        return new EmbedRequest(
                model,
                texts,
                Prompt.DOCUMENT,
                Priority.BULK,
                Admission.WAIT,
                Truncation.REFUSE,
                null,
                null);
    }

    /** The same request as bulk work. */
    EmbedRequest asBulk() {
        return new EmbedRequest(
                model, inputs, prompt, Priority.BULK, admission, truncation, normalize, dimensions);
    }

    /** The prefix put before a text. */
    public enum Prompt {
        /** No prefix. */
        NONE,
        /** The model's query prefix. */
        QUERY,
        /** The model's document prefix. */
        DOCUMENT
    }

    /** The class of work. */
    public enum Priority {
        /**
         * Somebody waits: before all bulk work, and on a lane of its own; a request with more
         * tokens than {@link QueueLimits#interactiveTokens} is bulk work nevertheless.
         */
        QUERY,
        /** The candidates of a search, to be reranked: after queries, before bulk work. */
        RERANK,
        /** Work for throughput. */
        BULK
    }

    /** What happens when the queue has no room. */
    public enum Admission {
        /** {@link QueueFullException} at once, if the wait would be too long. */
        FAIL_FAST,
        /** The caller waits, as long as the engine's {@code max-wait}. */
        WAIT
    }

    /** What happens to a text longer than the model reads. */
    public enum Truncation {
        /** {@link TextRefusedException}. */
        REFUSE,
        /** The text's beginning is given up. */
        LEFT,
        /** The text's end is given up. */
        RIGHT;

        /** The end that is given up; where none may be, it does not matter. */
        Encoding.Side givenUp() {
            return this == LEFT ? Encoding.Side.LEFT : Encoding.Side.RIGHT;
        }
    }
}
