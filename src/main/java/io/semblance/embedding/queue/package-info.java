/**
 * The queue: waiting requests, the batches formed from them, and the lanes that run the batches. It
 * admits or rejects requests by tokens and by estimated time, and shares the lanes fairly. {@code
 * WorkQueue} explains how it works.
 */
@NullMarked
package io.semblance.embedding.queue;

import org.jspecify.annotations.NullMarked;
