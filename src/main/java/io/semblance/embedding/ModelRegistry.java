package io.semblance.embedding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The models that are configured and those of them that are loaded. A model is loaded once, when it
 * is first asked for; who asks meanwhile waits for the same load. A load that failed is tried again
 * by the next who asks. Thread-safe.
 */
final class ModelRegistry<M extends LoadedModel> implements AutoCloseable {

    private final Map<String, Supplier<M>> loaders = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<M>> models = new ConcurrentHashMap<>();
    // Loading is native work of a second: on a platform thread, so that no virtual one is pinned.
    private final ExecutorService loading =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("model-loader").factory());

    /** With the specifications by id. */
    <S extends GraphSpec> ModelRegistry(Map<String, S> specs, Function<S, M> loader) {
        specs.forEach((id, spec) -> loaders.put(id, () -> loader.apply(spec)));
    }

    /** The ids of all configured models. */
    List<String> ids() {
        return List.copyOf(loaders.keySet());
    }

    /**
     * Begins to load a model, if nobody has, without waiting for it; how that ends is told to
     * whoever asks for the model.
     *
     * @throws UnknownModelException if no model has this id
     */
    void prepare(String id) {
        CompletableFuture<M> _ = load(id);
    }

    private CompletableFuture<M> load(String id) {
        Supplier<M> loader = loaders.get(id);
        if (loader == null) {
            throw new UnknownModelException(id, loaders.keySet());
        }
        CompletableFuture<M> model;
        try {
            model =
                    models.computeIfAbsent(
                            id, key -> CompletableFuture.supplyAsync(loader, loading));
        } catch (RejectedExecutionException _) {
            throw new EngineClosedException();
        }
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
     * @throws EngineClosedException if the registry is closed
     */
    M model(String id) {
        CompletableFuture<M> model = load(id);
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

    /** Frees every loaded model, once; nothing may be running. */
    @Override
    public void close() {
        loading.close();
        // No load begins any more.
        for (String id : loaders.keySet()) {
            CompletableFuture<M> model = models.remove(id);
            if (model == null || model.completeExceptionally(new EngineClosedException())) {
                continue;
            }
            if (!model.isCompletedExceptionally()) {
                model.join().close();
            }
        }
    }
}
