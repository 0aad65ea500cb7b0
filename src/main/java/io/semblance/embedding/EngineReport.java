package io.semblance.embedding;

import java.time.Duration;
import java.util.List;

/** How a request was run. */
public sealed interface EngineReport permits EmbedResult, TokenEmbedResult, RerankResult {

    /** The id of the model that ran. */
    String model();

    /** The indexes of the inputs that were not read whole, ascending. */
    List<Integer> truncated();

    /** Tokens that were read, special tokens and prefixes included. */
    long tokens();

    /** Time to turn the inputs into tokens. */
    Duration tokenization();

    /** The longest time that a part of it waited for a lane. */
    Duration queued();

    /** The longest time that a part's batch took to run. */
    Duration inference();
}
