package io.semblance.embedding;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * The models that are configured and those of them that are loaded. A model is loaded once, when it
 * is first asked for; who asks meanwhile waits for the same load. A load that failed is tried again
 * by the next who asks. Thread-safe.
 */
final class ModelRegistry implements AutoCloseable {

    private final Map<String, ModelSpec> specs;
    private final Function<ModelSpec, OnnxModel> loader;
    private final Map<String, CompletableFuture<OnnxModel>> models = new ConcurrentHashMap<>();
    // Loading is native work of a second: on a platform thread, so that no virtual one is pinned.
    private final ExecutorService loading =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("model-loader").factory());

    ModelRegistry(Map<String, ModelSpec> specs, Function<ModelSpec, OnnxModel> loader) {
        this.specs = specs;
        this.loader = loader;
    }

    /** The ids of all configured models. */
    List<String> ids() {
        return List.copyOf(specs.keySet());
    }

    /**
     * Begins to load a model, if nobody has, without waiting for it; how that ends is told to
     * whoever asks for the model.
     *
     * @throws UnknownModelException if no model has this id
     */
    void prepare(String id) {
        CompletableFuture<OnnxModel> _ = load(id);
    }

    private CompletableFuture<OnnxModel> load(String id) {
        ModelSpec spec = specs.get(id);
        if (spec == null) {
            throw new UnknownModelException(id, specs.keySet());
        }
        CompletableFuture<OnnxModel> model =
                models.computeIfAbsent(
                        id,
                        key -> CompletableFuture.supplyAsync(() -> loader.apply(spec), loading));
        if (model.isCompletedExceptionally()) {
            models.remove(id, model);
        }
        return model;
    }

    /**
     * The model of this id, loaded.
     *
     * @throws UnknownModelException if no model has this id
     * @throws ModelLoadException if it cannot be loaded
     */
    OnnxModel model(String id) {
        CompletableFuture<OnnxModel> model = load(id);
        try {
            return model.join();
        } catch (CompletionException e) {
            models.remove(id, model);
            if (e.getCause() instanceof EmbeddingException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Frees every loaded model; nothing may be running. */
    @Override
    public void close() {
        loading.close();
        models.values().stream()
                .filter(model -> !model.isCompletedExceptionally())
                .forEach(model -> model.join().close());
    }
}
