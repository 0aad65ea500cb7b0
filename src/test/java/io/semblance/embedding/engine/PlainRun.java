package io.semblance.embedding.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import io.semblance.embedding.Pooling;
import io.semblance.embedding.model.BuiltInModels;
import io.semblance.embedding.model.ModelSpec;
import io.semblance.tokenization.Encoding;
import io.semblance.tokenization.Tokenizer;
import io.semblance.value.Embedding;

import java.util.List;
import java.util.Map;

/**
 * The oracle: one text, one run, nothing of the engine's. Tokenised by the model's tokenizer, run
 * by ONNX Runtime with its defaults, pooled in plain loops over {@code float[][][]}.
 */
final class PlainRun implements AutoCloseable {

    private final Tokenizer tokenizer;
    private final OrtSession session;
    private final ModelSpec spec;

    PlainRun(String model) throws OrtException {
        spec =
                BuiltInModels.models().stream()
                        .filter(m -> m.id().equals(model))
                        .findFirst()
                        .orElseThrow();
        tokenizer = Tokenizer.load(TestEngines.file(model + "-tokenizer.json").path());
        session =
                OrtEnvironment.getEnvironment()
                        .createSession(TestEngines.file(model + ".onnx").path().toString());
    }

    Embedding embed(String text) throws OrtException {
        Encoding encoding = tokenizer.encode(List.of(text)).getFirst();
        int[] ids = encoding.toArray();
        long[][] input = new long[1][ids.length];
        long[][] mask = new long[1][ids.length];
        for (int i = 0; i < ids.length; i++) {
            input[0][i] = ids[i];
            mask[0][i] = 1;
        }
        var environment = OrtEnvironment.getEnvironment();
        try (var inputIds = OnnxTensor.createTensor(environment, input);
                var attentionMask = OnnxTensor.createTensor(environment, mask);
                var tokenTypeIds = OnnxTensor.createTensor(environment, new long[1][ids.length]);
                var result =
                        session.run(
                                Map.of(
                                        "input_ids", inputIds,
                                        "attention_mask", attentionMask,
                                        "token_type_ids", tokenTypeIds))) {
            float[][][] hidden = (float[][][]) result.get(0).getValue();
            return Embedding.owning(pool(hidden[0])).normalized();
        }
    }

    private float[] pool(float[][] tokens) {
        if (spec.modules().pooling() == Pooling.CLS) {
            return tokens[0];
        }
        float[] mean = new float[tokens[0].length];
        for (float[] token : tokens) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += token[i] / tokens.length;
            }
        }
        return mean;
    }

    @Override
    public void close() throws OrtException {
        session.close();
        tokenizer.close();
    }
}
