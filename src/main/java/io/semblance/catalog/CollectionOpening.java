package io.semblance.catalog;

import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;

import io.semblance.store.DocumentStore;
import io.semblance.store.StoreException;
import io.semblance.store.StoreIncompatibleException;
import io.semblance.store.StoreUnavailableException;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Makes the catalog's tables and opens the collections before the application is up. A database
 * that is away then does not end the start: the service starts, is not ready, and tries again until
 * it can. Nor does a collection that cannot be used: it is failed, and the others are open. What
 * waiting does not fix ends the start.
 */
final class CollectionOpening implements SmartInitializingSingleton, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(CollectionOpening.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final CollectionCatalog catalog;
    private final DocumentStore store;
    private final Flyway flyway;
    private final boolean waits;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ExecutorService background;

    /** Why the collections are not open yet; null if they are. */
    private volatile @Nullable CatalogException problem;

    /**
     * @param waits whether the start goes on without the store
     */
    CollectionOpening(
            CollectionCatalog catalog, DocumentStore store, Flyway flyway, boolean waits) {
        this.catalog = catalog;
        this.store = store;
        this.flyway = flyway;
        this.waits = waits;
        this.background =
                Executors.newFixedThreadPool(
                        Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8),
                        Thread.ofPlatform().daemon().name("semblance-collections-", 0).factory());
    }

    @Override
    public void afterSingletonsInstantiated() {
        try {
            open();
            background.shutdown();
        } catch (StorageUnavailableException e) {
            if (!waits || e.getCause() instanceof StoreIncompatibleException) {
                throw e;
            }
            log.warn(
                    "Starting without the store, and not ready until it is there: {}",
                    e.getMessage());
            problem = e;
            Thread.ofPlatform().daemon().name("semblance-opening").start(this::openWhenItIsThere);
        }
    }

    private void open() {
        try {
            store.check();
            flyway.migrate();
        } catch (FlywayException e) {
            requireStore(e);
            throw new CatalogDatabaseException(e);
        } catch (PoolInitializationException e) {
            throw new CatalogDatabaseException(e);
        } catch (StoreException e) {
            throw new StorageUnavailableException(String.valueOf(e.getMessage()), e);
        }
        catalog.openAll(background);
    }

    /** Whether a migration failed because the database went away just then. */
    private void requireStore(FlywayException failure) {
        try {
            store.check();
        } catch (StoreUnavailableException e) {
            e.addSuppressed(failure);
            throw new StorageUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }

    private void openWhenItIsThere() {
        try {
            while (!stopped.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                CatalogException failure = tryOpen();
                if (failure == null) {
                    problem = null;
                    log.info("The store is there");
                    background.shutdown();
                    return;
                }
                keep(failure);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Why the collections cannot be opened now; null if they are open. */
    private @Nullable CatalogException tryOpen() {
        try {
            open();
            return null;
        } catch (CatalogException e) {
            return e;
        } catch (RuntimeException e) {
            return new StorageUnavailableException(
                    "the collections cannot be opened: " + e.getMessage(), e);
        }
    }

    /** A problem of another kind than before is worth a line, with its cause if none is known. */
    private void keep(CatalogException failure) {
        CatalogException before = problem;
        if (before == null || !kind(before).equals(kind(failure))) {
            Throwable cause = failure.getCause();
            log.error(
                    "The collections cannot be opened: {}",
                    failure.getMessage(),
                    cause instanceof StoreException || cause instanceof FlywayException
                            ? null
                            : cause);
        }
        problem = failure;
    }

    private static String kind(CatalogException failure) {
        Throwable cause = failure.getCause();
        return failure.getClass().getName() + (cause == null ? "" : cause.getClass().getName());
    }

    /** Why collections cannot be used, by name. */
    Map<String, String> failures() {
        return catalog.failures();
    }

    /**
     * Returns if the collections are open and the store answers.
     *
     * @throws CatalogException why they are not open
     * @throws StoreException why the store does not answer
     */
    void check() {
        CatalogException notOpen = problem;
        if (notOpen != null) {
            throw notOpen;
        }
        store.check();
    }

    @Override
    public void destroy() {
        stopped.countDown();
        background.shutdownNow();
    }
}
