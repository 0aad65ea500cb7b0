package io.semblance.peer;

import org.springframework.ai.transformers.TransformersEmbeddingModel;

import java.util.Map;

/**
 * Spring AI's {@code TransformersEmbeddingModel}: {@code embed} of a list, which it runs as one
 * batch. It pools by mean, independent of the model's pooling, and does not normalise; the cost is
 * about equal.
 *
 * <p>Arguments: the graph and the tokenizer.
 */
public final class SpringAiPeer {

    private SpringAiPeer() {}

    /** Runs the contestant. */
    public static void main(String[] arguments) throws Exception {
        TransformersEmbeddingModel model = new TransformersEmbeddingModel();
        model.setDisableCaching(true);
        model.setModelResource("file:" + arguments[0]);
        model.setTokenizerResource("file:" + arguments[1]);
        model.setTokenizerOptions(Map.of("padding", "true"));
        model.afterPropertiesSet();
        Contestant.serve(model::embed);
    }
}
