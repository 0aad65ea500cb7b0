package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * The models that are configured and those of them that are loaded. A model is loaded once, when it
 * is first asked for; who asks meanwhile waits for the same load. Files are fetched at once for all
 * models that are asked for, and one model after the other is loaded. A load that failed is tried
 * again by the next who asks after a delay, which grows with each failure; until then they get the
 * same failure. Thread-safe.
 */
final class ModelRegistry<M extends LoadedModel> implements AutoCloseable {

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration MAX_RETRY = Duration.ofMinutes(1);

    /** How often a caller that waits is asked whether it still does. */
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Map<String, Supplier<M>> loaders = new LinkedHashMap<>();
    private final Map<String, Load<M>> loads = new ConcurrentHashMap<>();

    /** Optimising a graph takes several times its size: one at a time. */
    private final ReentrantLock turn = new ReentrantLock(true);

    // Loading is native work of a second: on a platform thread, so that no virtual one is pinned.
    private final ExecutorService loading =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofPlatform().daemon().name("model-loader-", 0).factory());

    /**
     * A load that has begun.
     *
     * @param failures before it, one after the other
     */
    private record Load<M>(CompletableFuture<M> model, int failures, Failed failed) {

        /** Whether it failed, and long enough ago to be tried again. */
        boolean isToBeRepeated() {
            return model.isCompletedExceptionally()
                    && System.nanoTime() - failed.atNanos > delay().toNanos();
        }

        private Duration delay() {
            Duration delay = FIRST_RETRY.multipliedBy(1L << Math.min(failures, 10));
            return delay.compareTo(MAX_RETRY) < 0 ? delay : MAX_RETRY;
        }
    }

    /** When a load failed. */
    private static final class Failed {
        private volatile long atNanos = System.nanoTime();
    }

    /** With the specifications by id, and a loader that needs no time for fetching files. */
    <S extends GraphSpec> ModelRegistry(Map<String, S> specs, Function<S, M> loader) {
        this(specs, _ -> {}, loader);
    }

    /**
     * With the specifications by id.
     *
     * @param fetcher brings a model's files, in any time; it is interrupted when the registry is
     *     closed
     * @param loader loads a model from its files
     */
    <S extends GraphSpec> ModelRegistry(
            Map<String, S> specs, Consumer<S> fetcher, Function<S, M> loader) {
        specs.forEach((id, spec) ->
                loaders.put(
                        id,
                        () -> {
                            fetcher.accept(spec);
                            return inTurn(() -> loader.apply(spec));
                        }));
    }

    private M inTurn(Supplier<M> loader) {
        try {
            turn.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineClosedException();
        }
        try {
            return loader.get();
        } finally {
            turn.unlock();
        }
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
        try {
            return loads.compute(
                            id,
                            (_, before) -> {
                                if (before == null) {
                                    return begin(loader, 0);
                                }
                                return before.isToBeRepeated()
                                        ? begin(loader, before.failures() + 1)
                                        : before;
                            })
                    .model();
        } catch (RejectedExecutionException _) {
            throw new EngineClosedException();
        }
    }

    private Load<M> begin(Supplier<M> loader, int failures) {
        Failed failed = new Failed();
        CompletableFuture<M> model = new CompletableFuture<>();
        loading.execute(() -> {
            try {
                M loaded = loader.get();
                if (!model.complete(loaded)) {
                    loaded.close();
                }
            } catch (Throwable e) {
                failed.atNanos = System.nanoTime();
                model.completeExceptionally(e);
            }
        });
        return new Load<>(model, failures, failed);
    }

    /**
     * The model of this id, loaded; waits for that as long as it takes.
     *
     * @throws UnknownModelException if no model has this id
     * @throws ModelLoadException if it cannot be loaded
     * @throws EngineClosedException if the registry is closed, or the thread is interrupted
     */
    M model(String id) {
        return model(id, Caller.PATIENT, null);
    }

    /**
     * The same for a caller, who waits as long as it wants to.
     *
     * @param maxWait after which the model counts as one that cannot be loaded now; null for any
     *     time
     * @throws DeadlineExceededException if the time that the caller allows has passed
     * @throws CallerGoneException if the caller has left
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
                            "model '%s' is still being loaded".formatted(id),
                            "Try again later.",
                            e);
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
        Deadline deadline = caller.deadline();
        if (deadline == null) {
            return LOOK;
        }
        Duration left = deadline.remaining();
        return left.compareTo(LOOK) < 0 ? left : LOOK;
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
     * Ends loads as soon as that is possible: downloads at once, what a native library is loading
     * once it is loaded. Frees every loaded model, once; nothing may be running.
     */
    @Override
    public void close() {
        loading.shutdownNow();
        loading.close();
        // No load begins any more.
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
