package io.semblance.peer;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.PoolingMode;

import java.util.stream.Collectors;

/**
 * LangChain4j in process: {@code embedAll} of the class behind its {@code
 * BgeSmallEnV15EmbeddingModel} and its quantised twin, with its own pool of threads.
 *
 * <p>Arguments: the graph and the tokenizer.
 */
public final class LangChain4jPeer {

    private LangChain4jPeer() {}

    /** Runs the contestant. */
    public static void main(String[] arguments) throws Exception {
        EmbeddingModel model = new OnnxEmbeddingModel(arguments[0], arguments[1], PoolingMode.CLS);
        Contestant.serve(texts ->
                model
                        .embedAll(
                                texts.stream().map(TextSegment::from).collect(Collectors.toList()))
                        .content()
                        .stream()
                        .map(Embedding::vector)
                        .collect(Collectors.<float[]>toList()));
    }
}
