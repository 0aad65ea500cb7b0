package io.semblance.embedding;

import io.semblance.value.Caller;

import java.util.List;
import java.util.Optional;

/**
 * Computes embeddings of texts. The texts of all callers wait in one bounded queue and run in
 * micro-batches. Thread-safe.
 */
public interface EmbeddingEngine {

    /**
     * Embeds texts and waits until all are done. The embedding of a text does not depend on the
     * other texts that run at the same time.
     *
     * @throws EmbeddingException if any text cannot be embedded; then no embedding is returned
     */
    public default EmbedResult embed(EmbedRequest request) {
        return embed(request, Caller.NO_DEADLINE);
    }

    /**
     * Embeds texts, as long as the caller waits for them.
     *
     * @throws EmbeddingException if any text cannot be embedded; then no embedding is returned
     */
    public EmbedResult embed(EmbedRequest request, Caller caller);

    /**
     * Embeds each token of the inputs, as long as the caller waits for them. The vectors are not
     * pooled, normalised, cut to fewer dimensions or cached.
     *
     * @param maxTokens limit of the tokens of all inputs together
     * @throws NoTokenEmbeddingsException if the model's graph yields only pooled vectors
     * @throws EmbeddingException if any input cannot be embedded; then no vector is returned
     */
    TokenEmbedResult embedTokens(EmbedRequest request, int maxTokens, Caller caller);

    /**
     * Returns the ids of all configured models, loaded or not, in the order of the configuration.
     */
    List<String> models();

    /**
     * Returns the status of each configured model as far as it is known, in the order of {@link
     * #models()}.
     */
    List<ModelStatus> statuses();

    /** Returns the id of the model that is used when a request does not name one. */
    String defaultModel();

    /**
     * Returns the id of the model with this name: the id itself, the model's name on the Hugging
     * Face hub, or an alias ({@code semblance.model-aliases}), in any case. {@code tei} and {@code
     * text-embeddings-inference} are names of the default model. Empty if no model has the name.
     */
    Optional<String> findModel(String name);

    /**
     * Returns the id of the model with this name, see {@link #findModel}.
     *
     * @throws UnknownModelException if no model has this name
     */
    String modelId(String name);

    /**
     * Describes a model. Loads it if it is not loaded yet.
     *
     * @throws UnknownModelException if no model has this id
     * @throws ModelLoadException if it cannot be loaded
     */
    ModelDescription describe(String model);

    /**
     * Returns a counter of the model's tokens. Loads the model if it is not loaded yet.
     *
     * @throws UnknownModelException if no model has this id
     * @throws ModelLoadException if it cannot be loaded
     */
    TokenCounter tokenCounter(String model);

    /**
     * Returns the tokenizer of a model. Loads the model if it is not loaded yet.
     *
     * @throws UnknownModelException if no model has this id
     * @throws ModelLoadException if it cannot be loaded
     */
    ModelTokenizer tokenizer(String model);

    /** Returns the sizing of the engine for its device. */
    EngineSizing sizing();
}
