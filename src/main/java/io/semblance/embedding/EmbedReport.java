package io.semblance.embedding;

import java.time.Duration;
import java.util.List;

/** How a request's inputs were embedded. */
public sealed interface EmbedReport permits EmbedResult, TokenEmbedResult {

    /** The id of the model that embedded them. */
    String model();

    /** The indexes of the inputs that were cut to the model's length, ascending. */
    List<Integer> truncated();

    /** What was read, special tokens and prefixes included. */
    long tokens();

    /** Time to turn the inputs into tokens. */
    Duration tokenization();

    /** The longest time that an input waited for a lane. */
    Duration queued();

    /** The longest time that an input's batch took to run. */
    Duration inference();
}
