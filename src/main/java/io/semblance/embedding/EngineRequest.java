package io.semblance.embedding;

import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.tokenization.InputSequence;

import java.time.Duration;
import java.util.List;

/** A request on its way through the engine: it is read, waits, and is run. Not thread-safe. */
sealed interface EngineRequest permits RequestTexts, RequestTokens, RequestPairs {

    LoadedModel model();

    Priority priority();

    Admission admission();

    /** Whether a vector is wanted for each token, and not one for the text. */
    default boolean tokenwise() {
        return false;
    }

    /**
     * Turns into tokens what is to be run, as long as the caller waits.
     *
     * @throws EmbeddingException if the caller does not wait any more
     */
    void read(TextTokenization tokenization, Caller caller);

    /**
     * Throws if something is too long and may not be cut.
     *
     * @throws TextRefusedException for the first such text
     */
    void requireAllowedLengths();

    /** What is to be run, once it is read. */
    List<? extends InputSequence> encodings();

    /**
     * Takes what the model yields for each encoding.
     *
     * @param rows as {@link LoadedModel#run} says
     */
    void ran(float[][] rows);

    /**
     * Where a request's time went.
     *
     * @param tokenization time to turn it into tokens
     * @param queued the longest time that a part of it waited for a lane
     * @param inference the longest time that a part's batch took to run
     */
    record Times(Duration tokenization, Duration queued, Duration inference) {

        /** Of a request with nothing to run. */
        static final Times NONE = new Times(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }
}
