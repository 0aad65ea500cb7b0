package io.semblance.embedding;

import ai.onnxruntime.OrtException;

import io.semblance.tokenization.PairTemplate;
import io.semblance.tokenization.Tokenizer;
import io.semblance.tokenization.TokenizerException;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * A loaded model that reads a query and a text together and yields one number, its logit, for how
 * well the text answers the query (Nogueira and Cho, 2019). Thread-safe.
 */
final class CrossEncoder implements LoadedModel {

    private final RerankerDescription description;
    private final LoadedGraph graph;
    private final PairTemplate pairs;

    private CrossEncoder(RerankerDescription description, LoadedGraph graph, PairTemplate pairs) {
        this.description = description;
        this.graph = graph;
        this.pairs = pairs;
    }

    /**
     * Loads a reranker.
     *
     * @param threads intra-op threads of one run
     * @throws ModelLoadException if a file is missing or damaged, or graph or tokenizer are none
     *     for pairs, or the device cannot run it
     */
    static CrossEncoder load(RerankerSpec spec, ModelFiles files, Device device, int threads) {
        LoadedGraph graph = LoadedGraph.load(spec, files, device, threads);
        try {
            return new CrossEncoder(
                    new RerankerDescription(
                            spec.id(),
                            graph.version(String.valueOf(spec.maxTokens())),
                            spec.maxTokens()),
                    graph,
                    pairs(spec, graph.tokenizer()));
        } catch (RuntimeException | Error e) {
            graph.close();
            throw e;
        }
    }

    private static PairTemplate pairs(RerankerSpec spec, Tokenizer tokenizer) {
        try {
            PairTemplate pairs = tokenizer.pairTemplate();
            if (spec.maxTokens() < pairs.specialTokens() + 2) {
                throw new ModelLoadException(
                        "model '%s' is to read at most %d tokens, of which %d are special tokens"
                                .formatted(spec.id(), spec.maxTokens(), pairs.specialTokens()),
                        "Raise semblance.reranker.max-tokens to what the model was trained for,"
                                + " mostly 512.",
                        null);
            }
            return pairs;
        } catch (TokenizerException e) {
            throw LoadedGraph.badTokenizer(spec.id(), e);
        }
    }

    RerankerDescription description() {
        return description;
    }

    /** How a query and a text are framed. */
    PairTemplate pairs() {
        return pairs;
    }

    @Override
    public LoadedGraph graph() {
        return graph;
    }

    @Override
    public int maxTokens() {
        return description.maxTokens();
    }

    @Override
    public float[][] run(List<Work> batch, LaneBuffers buffers) throws OrtException {
        OnnxSession session = graph.session();
        FloatBuffer yielded = session.run(batch, buffers, null, session.logits(), batch.size(), 1);
        float[][] logits = new float[batch.size()][1];
        for (int i = 0; i < logits.length; i++) {
            logits[i][0] = yielded.get(i);
            if (!Float.isFinite(logits[i][0])) {
                throw new ArithmeticException("it yields %s for a pair".formatted(logits[i][0]));
            }
        }
        return logits;
    }
}
