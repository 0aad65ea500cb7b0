package io.semblance.embedding.onnx;

import ai.onnxruntime.OrtException;

import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.RerankerDescription;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.embedding.model.RerankerSpec;
import io.semblance.embedding.model.RerankerTemplate;
import io.semblance.tokenization.Encoding;
import io.semblance.tokenization.PairTemplate;
import io.semblance.tokenization.Tokenizer;
import io.semblance.tokenization.TokenizerException;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A loaded reranker: a model that reads a query and a text together and yields one number, a logit,
 * that states how well the text answers the query (Nogueira and Cho, 2019). Thread-safe.
 */
public final class CrossEncoder extends LoadedModel {

    private final RerankerDescription description;
    private final PairTemplate pairs;
    private final RerankerTemplate template;
    private final Encoding.Side truncationSide;

    private CrossEncoder(
            RerankerDescription description,
            LoadedGraph graph,
            PairTemplate pairs,
            RerankerTemplate template,
            Encoding.Side truncationSide) {
        super(graph);
        this.description = description;
        this.pairs = pairs;
        this.template = template;
        this.truncationSide = truncationSide;
    }

    /**
     * Loads a reranker.
     *
     * @param spec the specification
     * @param files the model's files
     * @param device the device that runs it
     * @param threads threads of one run
     * @throws ModelLoadException if a file is missing or damaged, the graph or the tokenizer does
     *     not support pairs, or the device cannot run the graph
     */
    public static CrossEncoder load(
            RerankerSpec spec, ModelFiles files, Device device, ThreadCounts threads) {
        LoadedGraph graph = LoadedGraph.load(spec, files, device, threads);
        try {
            return new CrossEncoder(
                    new RerankerDescription(spec.id(), version(spec, graph), spec.maxTokens()),
                    graph,
                    pairs(spec, graph.tokenizer()),
                    spec.template(),
                    spec.truncationSide());
        } catch (RuntimeException | Error e) {
            graph.close();
            throw e;
        }
    }

    private static String version(RerankerSpec spec, LoadedGraph graph) {
        return graph.version(
                Stream.concat(
                                Stream.of(String.valueOf(spec.maxTokens())),
                                Arrays.stream(spec.template().version()))
                        .toArray(String[]::new));
    }

    private static PairTemplate pairs(RerankerSpec spec, Tokenizer tokenizer) {
        try {
            PairTemplate pairs = tokenizer.pairTemplate(spec.template().documentSuffix());
            if (spec.maxTokens() < pairs.specialTokens() + 2) {
                throw new ModelLoadException(
                        "model '%s' has max-tokens %d, of which %d are special tokens, which leaves no room for a query and a text"
                                .formatted(spec.id(), spec.maxTokens(), pairs.specialTokens()),
                        "Raise semblance.reranker.max-tokens to the length that the model was"
                                + " trained with, mostly 512.",
                        null);
            }
            return pairs;
        } catch (TokenizerException e) {
            throw ModelLoadException.badTokenizer(spec.id(), e);
        }
    }

    /** Returns the description of the reranker. */
    public RerankerDescription description() {
        return description;
    }

    /** Returns the template that joins a query and a text with special tokens. */
    public PairTemplate pairs() {
        return pairs;
    }

    /** Returns the text that is put around queries and texts before they are joined. */
    public RerankerTemplate template() {
        return template;
    }

    /**
     * Returns the side that is cut off a text that is too long, unless a request says otherwise.
     */
    public Encoding.Side truncationSide() {
        return truncationSide;
    }

    @Override
    public int maxTokens() {
        return description.maxTokens();
    }

    @Override
    float[][] run(Batch batch, BatchBuffers buffers, OnnxSession session) throws OrtException {
        FloatBuffer yielded = session.run(batch, buffers, null, session.output(), batch.size(), 1);
        float[][] logits = new float[batch.size()][1];
        for (int i = 0; i < logits.length; i++) {
            logits[i][0] = yielded.get(i);
            if (!Float.isFinite(logits[i][0])) {
                throw new ArithmeticException("its output contains %s".formatted(logits[i][0]));
            }
        }
        return logits;
    }
}
