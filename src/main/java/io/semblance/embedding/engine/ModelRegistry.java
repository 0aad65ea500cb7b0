package io.semblance.embedding.engine;

import io.semblance.embedding.EmbeddingException;
import io.semblance.embedding.EngineClosedException;
import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.ModelStatus;
import io.semblance.embedding.UnknownModelException;
import io.semblance.embedding.model.GraphSpec;
import io.semblance.embedding.model.ModelNames;
import io.semblance.embedding.onnx.LoadedModel;
import io.semblance.value.Caller;
import io.semblance.value.CallerGoneException;
import io.semblance.value.DeadlineExceededException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The configured models, loaded on demand. The first request for a model loads it, and later
 * requests wait for the same load. Files are downloaded for all requested models at the same time,
 * and models are loaded one after the other. A failed load is repeated by the first request after a
 * delay, which grows from one second to one minute; until then requests get the same failure.
 * Thread-safe.
 *
 * @param <M> the type of the models
 */
final class ModelRegistry<M extends LoadedModel> implements AutoCloseable {

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration MAX_RETRY = Duration.ofMinutes(1);

    /** Interval at which a waiting caller is polled. */
    private static final Duration POLL = Duration.ofMillis(250);

    private final Map<String, Supplier<M>> loaders = new LinkedHashMap<>();
    private final Map<String, Runnable> checks = new LinkedHashMap<>();
    private final Map<String, Load<M>> loads = new ConcurrentHashMap<>();
    private final ModelFailures failures = new ModelFailures();

    /** Optimising a graph takes several times its size, so models are loaded one at a time. */
    private final ReentrantLock loadLock = new ReentrantLock(true);

    // Loading is native work that takes a second; on a virtual thread it would pin the carrier.
    private final ExecutorService loading =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofPlatform().daemon().name("model-loader-", 0).factory());

    /**
     * A load that has started.
     *
     * @param model completes when the model is loaded or the load has failed
     * @param failures the number of failed loads directly before it
     * @param failed the time of its failure
     */
    private record Load<M>(CompletableFuture<M> model, int failures, Failed failed) {

        /** Returns whether it failed long enough ago to be repeated. */
        boolean isToBeRepeated() {
            return model.isCompletedExceptionally()
                    && System.nanoTime() - failed.atNanos > delay().toNanos();
        }

        private Duration delay() {
            Duration delay = FIRST_RETRY.multipliedBy(1L << Math.min(failures, 10));
            return delay.compareTo(MAX_RETRY) < 0 ? delay : MAX_RETRY;
        }
    }

    /** The time at which a load failed. */
    private static final class Failed {
        private volatile long atNanos = System.nanoTime();
    }

    /**
     * Creates a registry of models whose files need not be downloaded or checked.
     *
     * @param specs the specifications by id
     * @param loader loads a model from its files
     */
    <S extends GraphSpec> ModelRegistry(Map<String, S> specs, Function<S, M> loader) {
        this(given(specs), _ -> {}, _ -> {}, loader);
    }

    /**
     * Creates a registry. A specification is read again for each load.
     *
     * @param specs read the specifications, by id
     * @param checker checks a model's files without loading it
     * @param fetcher downloads a model's files, which may take any time; it is interrupted when the
     *     registry is closed
     * @param loader loads a model from its files
     */
    <S extends GraphSpec> ModelRegistry(
            Map<String, Supplier<S>> specs,
            Consumer<S> checker,
            Consumer<S> fetcher,
            Function<S, M> loader) {
        specs.forEach((id, reader) -> {
            checks.put(id, () -> checker.accept(reader.get()));
            loaders.put(
                    id,
                    () -> {
                        S spec = reader.get();
                        fetcher.accept(spec);
                        return withLoadLock(() -> loader.apply(spec));
                    });
        });
    }

    /** Returns readers of specifications that are already known. */
    static <S extends GraphSpec> Map<String, Supplier<S>> given(Map<String, S> specs) {
        Map<String, Supplier<S>> readers = new LinkedHashMap<>();
        specs.forEach((id, spec) -> readers.put(id, () -> spec));
        return readers;
    }

    private M withLoadLock(Supplier<M> loader) {
        try {
            loadLock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineClosedException();
        }
        try {
            return loader.get();
        } finally {
            loadLock.unlock();
        }
    }

    /** Returns the ids of all configured models. */
    List<String> ids() {
        return List.copyOf(loaders.keySet());
    }

    /** Returns the status of each configured model as far as it is known. */
    List<ModelStatus> statuses() {
        return loaders.keySet().stream().map(this::status).toList();
    }

    private ModelStatus status(String id) {
        Load<M> load = loads.get(id);
        if (load == null) {
            return new ModelStatus(id, ModelStatus.State.AVAILABLE, null, null);
        }
        return switch (load.model().state()) {
            case RUNNING -> new ModelStatus(id, ModelStatus.State.LOADING, null, null);
            case SUCCESS -> new ModelStatus(id, ModelStatus.State.LOADED, null, null);
            case FAILED, CANCELLED -> failed(id, load.model().exceptionNow());
        };
    }

    private static ModelStatus failed(String id, Throwable failure) {
        return failure instanceof ModelLoadException load
                ? new ModelStatus(
                        id,
                        ModelStatus.State.FAILED,
                        load.clientMessage(),
                        load.getMessage() + ". " + load.remedy())
                : new ModelStatus(
                        id, ModelStatus.State.FAILED, failure.getMessage(), failure.getMessage());
    }

    /**
     * Starts to check the models that were not requested yet, without loading them. A model whose
     * files are invalid counts as failed.
     *
     * @return completes when all models are checked, never exceptionally
     */
    CompletableFuture<Void> check() {
        try {
            return CompletableFuture.allOf(
                    checks.keySet().stream()
                            .filter(id -> !loads.containsKey(id))
                            .map(id -> CompletableFuture.runAsync(() -> check(id), loading))
                            .toArray(CompletableFuture<?>[]::new));
        } catch (RejectedExecutionException _) {
            throw new EngineClosedException();
        }
    }

    private void check(String id) {
        try {
            Objects.requireNonNull(checks.get(id)).run();
        } catch (RuntimeException e) {
            CompletableFuture<M> model = CompletableFuture.failedFuture(failures.add(id, e));
            loads.putIfAbsent(id, new Load<>(model, 0, new Failed()));
        }
    }

    /**
     * Starts to load a model if this was not done before, and does not wait for it. Later requests
     * for the model get the result.
     *
     * @throws UnknownModelException if no model has this id
     */
    void prepare(String id) {
        CompletableFuture<M> _ = load(id);
    }

    private CompletableFuture<M> load(String id) {
        Supplier<M> loader = loaders.get(id);
        if (loader == null) {
            throw ModelNames.unknown(id, loaders.keySet(), List.of());
        }
        try {
            return loads.compute(
                            id,
                            (_, before) -> {
                                if (before == null) {
                                    return begin(id, loader, 0);
                                }
                                return before.isToBeRepeated()
                                        ? begin(id, loader, before.failures() + 1)
                                        : before;
                            })
                    .model();
        } catch (RejectedExecutionException _) {
            throw new EngineClosedException();
        }
    }

    private Load<M> begin(String id, Supplier<M> loader, int before) {
        Failed failed = new Failed();
        CompletableFuture<M> model = new CompletableFuture<>();
        loading.execute(() -> {
            try {
                M loaded = loader.get();
                failures.remove(id);
                if (!model.complete(loaded)) {
                    loaded.close();
                }
            } catch (Throwable e) {
                failed.atNanos = System.nanoTime();
                model.completeExceptionally(failures.add(id, e));
            }
        });
        return new Load<>(model, before, failed);
    }

    /**
     * Returns a model, and waits without limit until it is loaded.
     *
     * @throws UnknownModelException if no model has this id
     * @throws ModelLoadException if it cannot be loaded
     * @throws EngineClosedException if the registry is closed, or the thread is interrupted
     */
    M model(String id) {
        return model(id, Caller.NO_DEADLINE, null);
    }

    /**
     * Returns a model, and waits until it is loaded as long as the caller waits.
     *
     * @param maxWait maximum time to wait; null for no limit
     * @throws UnknownModelException if no model has this id
     * @throws ModelLoadException if it cannot be loaded, or is not loaded within {@code maxWait}
     * @throws DeadlineExceededException if the time that the caller allows has passed
     * @throws CallerGoneException if the caller has left
     * @throws EngineClosedException if the registry is closed, or the thread is interrupted
     */
    M model(String id, Caller caller, @Nullable Duration maxWait) {
        CompletableFuture<M> model = load(id);
        if (model.isDone()) {
            return done(model);
        }
        long startNanos = System.nanoTime();
        while (true) {
            try {
                M _ = model.get(wait(caller).toNanos(), TimeUnit.NANOSECONDS);
                return done(model);
            } catch (TimeoutException e) {
                caller.requireWaiting();
                if (maxWait != null && System.nanoTime() - startNanos > maxWait.toNanos()) {
                    throw new ModelLoadException(
                                    ModelLoadException.Reason.LOADING,
                                    "model '%s' is still being loaded".formatted(id),
                                    "Try again later.",
                                    e)
                            .of(id);
                }
            } catch (ExecutionException | CancellationException _) {
                return done(model);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EngineClosedException();
            }
        }
    }

    private static Duration wait(Caller caller) {
        Duration left = caller.deadline().remaining();
        return left.compareTo(POLL) < 0 ? left : POLL;
    }

    private static <M> M done(CompletableFuture<M> model) {
        try {
            return model.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof EmbeddingException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /**
     * Ends downloads at once and native loads when they complete, then closes every loaded model.
     * No model may be running.
     */
    @Override
    public void close() {
        loading.shutdownNow();
        loading.close();
        // From here on, no load starts.
        for (String id : loaders.keySet()) {
            Load<M> load = loads.remove(id);
            if (load == null || load.model().completeExceptionally(new EngineClosedException())) {
                continue;
            }
            if (!load.model().isCompletedExceptionally()) {
                load.model().join().close();
            }
        }
    }
}
