package io.semblance.embedding.queue;

import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.onnx.Batch;
import io.semblance.embedding.onnx.RunThreads;

import java.util.List;

/**
 * A batch that a lane has taken from the queue. Immutable.
 *
 * @param inputs texts of one model and one class; empty if the queue is closed
 * @param threads the threads that run it
 * @param lanes the number of lanes to which these threads correspond
 * @param queryLane whether the lane for queries has taken it
 */
record LaneBatch(List<QueuedInput> inputs, RunThreads threads, double lanes, boolean queryLane) {

    static final LaneBatch NONE = new LaneBatch(List.of(), new RunThreads(0, 0), 0, false);

    LaneBatch {
        inputs = List.copyOf(inputs);
    }

    /** Returns a part of it. */
    LaneBatch of(QueuedInput input) {
        return new LaneBatch(List.of(input), threads, lanes, queryLane);
    }

    boolean isEmpty() {
        return inputs.isEmpty();
    }

    Priority priority() {
        return inputs.getFirst().request().priority();
    }

    /** Returns the number of tokens, without padding. */
    long tokens() {
        return inputs.stream().mapToLong(QueuedInput::length).sum();
    }

    /** Returns the rows to run. */
    Batch rows() {
        return new Batch(inputs.stream().map(QueuedInput::row).toList());
    }
}
