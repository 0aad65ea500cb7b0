package io.semblance.embedding;

import java.time.Duration;
import java.util.List;

/** What the engine reports about a request that it ran. */
public sealed interface EngineReport permits EmbedResult, TokenEmbedResult, RerankResult {

    /** Returns the id of the model that ran. */
    String model();

    /** Returns the indexes of the inputs that were truncated, ascending. */
    List<Integer> truncated();

    /** Returns the number of tokens that the model read, special tokens and prefixes included. */
    long tokens();

    /** Returns the time to tokenise the inputs. */
    Duration tokenization();

    /** Returns the longest time that an input waited for a lane. */
    Duration queued();

    /** Returns the longest time that a batch with an input ran. */
    Duration inference();
}
