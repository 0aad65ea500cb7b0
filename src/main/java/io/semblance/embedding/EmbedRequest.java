package io.semblance.embedding;

import io.semblance.tokenization.Encoding;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;

/**
 * A request to embed texts, or the input ids of texts, with one model.
 *
 * @param model id of a model; null for the default model
 * @param inputs the inputs, at least one
 * @param prompt the prompt that is put before each text; unless it is empty, input ids are decoded
 *     to their text and tokenised again with it
 * @param priority the class of the request in the queue; see {@link Priority#QUERY}
 * @param admission what happens when the queue is full
 * @param truncation what happens to a text with more tokens than the model accepts
 * @param normalize whether the embeddings get unit length; null for the model's default
 * @param dimensions the number of leading components to keep (Matryoshka); null for all
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

    /** Creates a request to embed texts. */
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
     * Creates the request for the query of a search: it has the query prompt, runs before other
     * requests, and is rejected if it would wait too long.
     */
    public static EmbedRequest query(@Nullable String model, String text) {
        return new EmbedRequest(
                model,
                List.of(text),
                Prompt.QUERY,
                Priority.QUERY,
                Admission.FAIL_FAST,
                Truncation.DEFAULT,
                null,
                null);
    }

    /**
     * Creates a request for passages to store: it has the document prompt, runs after queries, and
     * waits for room in the queue.
     */
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

    /** Returns this request with the priority {@link Priority#BULK}. */
    public EmbedRequest asBulk() {
        return new EmbedRequest(
                model, inputs, prompt, Priority.BULK, admission, truncation, normalize, dimensions);
    }

    /**
     * The name of the prompt that is put before a text, see {@link ModelPrompts}.
     *
     * @param name null for the model's default prompt, which most models do not have
     */
    public record Prompt(@Nullable String name) {

        /** The model's default prompt, used when a request does not name a prompt. */
        public static final Prompt DEFAULT = new Prompt(null);

        /** The model's prompt for queries. */
        public static final Prompt QUERY = new Prompt("query");

        /** The model's prompt for documents. */
        public static final Prompt DOCUMENT = new Prompt("document");
    }

    /** The class of a request in the queue. */
    public enum Priority {
        /**
         * A person waits for the answer. It runs before requests of the other classes, and one lane
         * is reserved for it. A request with more tokens than {@link QueueLimits#interactiveTokens}
         * is treated as {@link #BULK}.
         */
        QUERY,
        /**
         * Candidates of a search that are reranked. They run after queries and before bulk work.
         */
        RERANK,
        /** Bulk work, where throughput matters and not latency. */
        BULK
    }

    /** What happens to a request when the queue is full. */
    public enum Admission {
        /** If the wait would be too long, {@link QueueFullException} is thrown at once. */
        FAIL_FAST,
        /** The caller waits for up to {@code semblance.embedding.max-wait}. */
        WAIT
    }

    /** What happens to a text with more tokens than the model accepts. */
    public enum Truncation {
        /** {@link TextRefusedException} is thrown. */
        REFUSE,
        /** The text is cut at the truncation side of the model's tokenizer, mostly its end. */
        DEFAULT,
        /** The beginning of the text is cut off. */
        LEFT,
        /** The end of the text is cut off. */
        RIGHT;

        /**
         * Returns the side that is cut off. For {@link #REFUSE} the result has no effect.
         *
         * @param side the truncation side of the model's tokenizer
         */
        public Encoding.Side side(Encoding.Side side) {
            return switch (this) {
                case REFUSE, DEFAULT -> side;
                case LEFT -> Encoding.Side.LEFT;
                case RIGHT -> Encoding.Side.RIGHT;
            };
        }
    }
}
