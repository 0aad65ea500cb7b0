package io.semblance.embedding.engine;

import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.onnx.Batch;
import io.semblance.embedding.onnx.LoadedModel;
import io.semblance.value.Caller;

import java.time.Duration;
import java.util.List;

/**
 * A call of the engine that needs a model.
 *
 * @param <R> type of its result
 */
sealed interface EngineCall<R> permits EmbedCall, EmbedTokensCall, RerankCall {

    /** Returns the model that runs the call. */
    LoadedModel model();

    /** Returns the class of the call in the queue. */
    Priority priority();

    /** Returns what happens when the queue is full. */
    Admission admission();

    /**
     * Tokenises the texts that the model has to run.
     *
     * @throws io.semblance.embedding.TextRefusedException for the first text that is too long and
     *     may not be truncated
     * @throws io.semblance.value.AbandonedException if the caller no longer waits
     */
    Tokenized<R> tokenize(TextTokenization tokenization, Caller caller);

    /**
     * A call whose texts are tokenised.
     *
     * @param <R> type of its result
     */
    interface Tokenized<R> {

        /** Returns the rows that the model has to run. */
        List<Batch.Row> rows();

        /**
         * Returns the result of the call.
         *
         * @param outputs the output for each row, see {@link LoadedModel#run}
         * @param times the durations of the parts of the call
         */
        R answer(float[][] outputs, Times times);
    }

    /**
     * The durations of the parts of a call.
     *
     * @param tokenization time to tokenise it
     * @param queued longest time that an input waited for a lane
     * @param inference longest time that a batch with an input ran
     */
    record Times(Duration tokenization, Duration queued, Duration inference) {

        /** The durations of a call that is answered from the cache. */
        static final Times NONE = new Times(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }
}
