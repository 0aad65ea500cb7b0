package io.semblance.embedding;

import java.util.List;

/**
 * Turns texts into embeddings. The texts of all callers meet in one bounded queue and leave it in
 * micro-batches. Thread-safe.
 */
public interface EmbeddingEngine {

    /**
     * Embeds texts; waits until all are done. The same text gets the same embedding, whatever else
     * is embedded with it.
     *
     * @throws EmbeddingException if any text cannot be embedded; none is then
     */
    default EmbedResult embed(EmbedRequest request) {
        return embed(request, Caller.PATIENT);
    }

    /**
     * Embeds texts as long as somebody waits for them.
     *
     * @throws EmbeddingException if any text cannot be embedded; none is then
     */
    EmbedResult embed(EmbedRequest request, Caller caller);

    /**
     * Embeds each token of the inputs, as long as somebody waits for it. The vectors are neither
     * pooled, normalised, cut to fewer dimensions nor cached.
     *
     * @param maxTokens of all inputs together
     * @throws EmbeddingException if any input cannot be embedded; none is then
     */
    TokenEmbedResult embedTokens(EmbedRequest request, int maxTokens, Caller caller);

    /** The ids of all models that can be asked for, loaded or not, in order. */
    List<String> models();

    /** The id of the model used where none is named. */
    String defaultModel();

    /**
     * Describes a model; loads it if it is not loaded yet.
     *
     * @throws UnknownModelException if no model has this id
     * @throws ModelLoadException if it cannot be loaded
     */
    ModelDescription describe(String model);

    /**
     * Measures texts for a model; loads it if it is not loaded yet.
     *
     * @throws UnknownModelException if no model has this id
     * @throws ModelLoadException if it cannot be loaded
     */
    TokenCounter tokenCounter(String model);

    /**
     * The tokens of a model; loads it if it is not loaded yet.
     *
     * @throws UnknownModelException if no model has this id
     * @throws ModelLoadException if it cannot be loaded
     */
    ModelTokenizer tokenizer(String model);

    /** How the engine is cut out for its device. */
    EngineShape shape();
}
