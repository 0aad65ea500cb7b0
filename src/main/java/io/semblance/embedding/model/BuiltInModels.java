package io.semblance.embedding.model;

import io.semblance.embedding.ModelPrompts;
import io.semblance.embedding.Pooling;

import java.util.List;
import java.util.Map;

/**
 * The built-in models, which are class-path resources from Maven Central. Pooling, prefixes and
 * lengths come from the models' cards.
 */
public final class BuiltInModels {

    private static final int DIMENSION = 384;

    /**
     * The ids of the models by their names on the Hugging Face hub, which does not have the
     * quantised graphs.
     */
    static final Map<String, String> HUB_NAMES =
            Map.of(
                    "BAAI/bge-small-en-v1.5", "bge-small-en-v1.5",
                    "intfloat/e5-small-v2", "e5-small-v2",
                    "sentence-transformers/all-MiniLM-L6-v2", "all-minilm-l6-v2");

    private BuiltInModels() {}

    /**
     * Returns whether a built-in model has this id or this name on the Hugging Face hub, even if
     * its files are not on the class path.
     */
    static boolean has(String name) {
        return models().stream().anyMatch(spec -> spec.id().equalsIgnoreCase(name))
                || HUB_NAMES.keySet().stream().anyMatch(name::equalsIgnoreCase);
    }

    /** Returns the specifications of all built-in models. */
    public static List<ModelSpec> models() {
        return List.of(
                bge(
                        "bge-small-en-v1.5",
                        "828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35"),
                bge(
                        "bge-small-en-v1.5-q",
                        "6c9c6101a956d62dfb5e7190c538226c0c5bb9cb27b651234b6df063ee7dbfe4"),
                e5(
                        "e5-small-v2",
                        "b2a43b66f7f9b6f29643a21340ad7c03d2d91e6bd5d43429a77799a9ee880eb0"),
                e5(
                        "e5-small-v2-q",
                        "7d9092cb25f2bd1c023b7e8d2aa459044a02030ac880e5a59fdaf27af69f1ded"),
                miniLm(
                        "all-minilm-l6-v2",
                        "759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e"),
                miniLm(
                        "all-minilm-l6-v2-q",
                        "afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1"));
    }

    private static ModelSpec bge(String id, String sha256) {
        String prefix = "Represent this sentence for searching relevant passages: ";
        return spec(id, sha256, Pooling.CLS, prefix, "", 512);
    }

    private static ModelSpec e5(String id, String sha256) {
        return spec(id, sha256, Pooling.MEAN, "query: ", "passage: ", 512);
    }

    private static ModelSpec miniLm(String id, String sha256) {
        return spec(id, sha256, Pooling.MEAN, "", "", 256);
    }

    private static ModelSpec spec(
            String id,
            String sha256,
            Pooling pooling,
            String queryPrefix,
            String documentPrefix,
            int maxTokens) {
        return new ModelSpec(
                id,
                "classpath:" + id + ".onnx",
                sha256,
                "classpath:" + id + "-tokenizer.json",
                EmbeddingModules.of(pooling, true, DIMENSION),
                ModelPrompts.of(queryPrefix, documentPrefix),
                maxTokens,
                DIMENSION);
    }
}
