package io.semblance.embedding.onnx;

import ai.onnxruntime.OrtException;

import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.model.GraphSpec;
import io.semblance.embedding.model.ModelFile;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * The sessions of a graph: a narrow one, which all lanes share, and on the CPU wider ones, which
 * use several threads for one batch. A wide session runs one batch at a time, so that few more
 * threads are busy than there are cores. All sessions share the weights. The wide ones are created
 * in the background; until then, batches run in the narrow one. See
 * docs/decisions/021-lone-request.md. Thread-safe.
 */
final class SessionPool implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SessionPool.class);

    /** Maximum number of sessions of one width. */
    private static final int MAX_PER_WIDTH = 4;

    private static final ProbeBatch PROBE = new ProbeBatch(IntStream.range(3, 35).toArray());

    private final OnnxSession narrow;
    private final ThreadCounts threads;
    private final @Nullable SharedWeights weights;
    private final WidthTuning tuning;
    private final List<OnnxSession> wide = new ArrayList<>();

    /** By width; none for the narrow one. */
    private final Map<Integer, Queue<OnnxSession>> idle = new ConcurrentHashMap<>();

    private final @Nullable Thread creator;
    private volatile boolean closing;

    /** Creates a pool of one session. */
    SessionPool(OnnxSession narrow, int threads) {
        this("", narrow, new ThreadCounts(threads, threads), null);
    }

    private SessionPool(
            String model,
            OnnxSession narrow,
            ThreadCounts threads,
            @Nullable SharedWeights weights) {
        this.narrow = narrow;
        this.threads = threads;
        this.weights = weights;
        this.tuning = new WidthTuning(threads.widths());
        this.creator =
                weights == null
                        ? null
                        : Thread.ofPlatform()
                                .daemon()
                                .name("wide-sessions-" + model)
                                .start(() -> createWide(weights));
    }

    /**
     * Loads a graph onto the CPU. If ONNX Runtime cannot share its weights, it gets no wide
     * sessions: they would take the memory of the weights again.
     *
     * @throws ModelLoadException if it cannot be loaded or does not match the specification
     */
    static SessionPool onCpu(GraphSpec spec, ModelFile onnx, ThreadCounts threads) {
        String reason = "";
        if (threads.cores() > threads.narrow()) {
            try {
                return sharing(spec, onnx, threads);
            } catch (IOException | OrtException | RuntimeException | OutOfMemoryError e) {
                reason = Objects.requireNonNullElse(e.getMessage(), e.toString());
            }
        }
        // If the file is to blame, loading it again says so.
        OnnxSession session =
                OnnxSession.open(spec, onnx, new Device.Cpu(), threads.narrow(), null);
        return narrowOnly(spec, session, threads, reason);
    }

    private static SessionPool narrowOnly(
            GraphSpec spec, OnnxSession session, ThreadCounts threads, String reason) {
        if (!reason.isEmpty()) {
            log.info(
                    "Model '{}' runs each batch with {} threads, even if nothing else runs: its"
                            + " weights cannot be shared ({})",
                    spec.id(),
                    threads.narrow(),
                    reason);
        }
        return new SessionPool(session, threads.narrow());
    }

    private static SessionPool sharing(GraphSpec spec, ModelFile onnx, ThreadCounts threads)
            throws IOException, OrtException {
        SharedWeights weights = SharedWeights.read(onnx.path());
        try {
            OnnxSession narrow =
                    OnnxSession.open(spec, onnx, new Device.Cpu(), threads.narrow(), weights);
            if (narrow.extended()) {
                weights.close();
                return narrowOnly(spec, narrow, threads, "they are float16");
            }
            try {
                weights.check(() -> probe(narrow), probe(narrow));
                return new SessionPool(spec.id(), narrow, threads, weights);
            } catch (OrtException | RuntimeException | Error e) {
                narrow.close();
                throw e;
            }
        } catch (OrtException | RuntimeException | Error e) {
            weights.close();
            throw e;
        }
    }

    /** Runs all nodes, and returns all outputs. */
    private static float[] probe(OnnxSession session) throws OrtException {
        return PROBE.run(session.session(), session.session().getOutputNames());
    }

    private void createWide(SharedWeights shared) {
        int[] widths = threads.widths();
        try {
            float[] expected = probe(narrow);
            for (int i = widths.length - 1; i > 0; i--) {
                int count = Math.min(threads.cores() / widths[i], MAX_PER_WIDTH);
                for (int j = 0; j < count && !closing; j++) {
                    add(widths[i], shared, expected);
                }
            }
            shared.freeMatrices();
        } catch (OrtException | RuntimeException e) {
            log.warn("Batches run with fewer threads than there are cores", e);
        }
    }

    private void add(int width, SharedWeights shared, float[] expected) throws OrtException {
        OnnxSession session = narrow.sibling(width, shared);
        wide.add(session);
        float[] outputs = probe(session);
        shared.check(() -> probe(session), outputs);
        if (!Arrays.equals(outputs, expected)) {
            throw new OrtException(
                    "with %d threads the output differs in the last bits".formatted(width));
        }
        idle.computeIfAbsent(width, _ -> new ConcurrentLinkedQueue<>()).add(session);
    }

    /** Returns the session that all lanes share. */
    OnnxSession narrow() {
        return narrow;
    }

    /**
     * Returns the number of threads with which a batch is expected to take the least time.
     *
     * @param tokens tokens of the batch, padding included
     * @param max maximum number of threads
     */
    int threads(long tokens, int max) {
        int width = tuning.choose(tokens, max);
        while (width > threads.narrow() && isBusy(width)) {
            width = tuning.choose(tokens, width - 1);
        }
        return width;
    }

    private boolean isBusy(int width) {
        Queue<OnnxSession> sessions = idle.get(width);
        return sessions == null || sessions.isEmpty();
    }

    /** A run of a batch in a session. */
    interface Run {

        /** Returns the output for each row. */
        float[][] in(OnnxSession session) throws OrtException;
    }

    /**
     * Runs one batch.
     *
     * @param tokens tokens of the batch, padding included
     * @param width the threads; fewer if no session with this number is idle
     */
    float[][] run(long tokens, RunThreads width, Run run) throws OrtException {
        Queue<OnnxSession> sessions = idle.get(width.count());
        OnnxSession session = sessions == null ? null : sessions.poll();
        if (sessions == null || session == null) {
            return width.count() > threads.narrow()
                    ? run.in(narrow)
                    : timed(tokens, width, run, narrow);
        }
        try {
            return timed(tokens, width, run, session);
        } finally {
            sessions.add(session);
        }
    }

    private float[][] timed(long tokens, RunThreads width, Run run, OnnxSession session)
            throws OrtException {
        long startNanos = System.nanoTime();
        float[][] outputs = run.in(session);
        tuning.record(tokens, width, System.nanoTime() - startNanos);
        return outputs;
    }

    /** Closes the sessions. No run may be in progress. */
    @Override
    public void close() throws OrtException {
        closing = true;
        if (creator != null) {
            joinUninterruptibly(creator);
        }
        for (OnnxSession session : wide) {
            session.close();
        }
        narrow.close();
        if (weights != null) {
            weights.close();
        }
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
