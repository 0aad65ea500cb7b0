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

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Creates the catalog's tables and opens the collections before the application has started. If the
 * database is not available, the service starts, is not ready, and tries again. If a collection
 * cannot be used, it is marked as failed and the others are opened. A problem that waiting cannot
 * fix ends the start.
 */
final class CollectionStartup implements SmartInitializingSingleton, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(CollectionStartup.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final CollectionCatalog catalog;
    private final DocumentStore store;
    private final Flyway flyway;
    private final boolean waits;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ExecutorService background;

    /** Why the collections are not open yet; null if they are open. */
    private volatile @Nullable RuntimeException problem;

    /**
     * @param waits whether the start continues if the store is not available
     */
    CollectionStartup(
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
        } catch (StoreException e) {
            if (!waits || e instanceof StoreIncompatibleException) {
                throw e;
            }
            log.warn(
                    "The store is not available; the service starts and is not ready until it is:"
                            + " {}",
                    e.getMessage());
            problem = e;
            Thread.ofPlatform().daemon().name("semblance-opening").start(this::openWhenAvailable);
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
        }
        catalog.openAll(background);
    }

    /** Checks whether a migration failed because the database became unavailable. */
    private void requireStore(FlywayException failure) {
        try {
            store.check();
        } catch (StoreUnavailableException e) {
            e.addSuppressed(failure);
            throw e;
        }
    }

    private void openWhenAvailable() {
        try {
            while (!stopped.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                RuntimeException failure = tryOpen();
                if (failure == null) {
                    problem = null;
                    log.info("The store is available");
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
    private @Nullable RuntimeException tryOpen() {
        try {
            open();
            return null;
        } catch (CatalogException | StoreException e) {
            return e;
        } catch (RuntimeException e) {
            return new StoreUnavailableException(
                    "the collections cannot be opened: " + e.getMessage(), e);
        }
    }

    /**
     * Stores a problem, and logs it unless it is of the same kind as the one before; with a stack
     * trace if the message alone does not explain it.
     */
    private void keep(RuntimeException failure) {
        RuntimeException before = problem;
        if (before == null || !kind(before).equals(kind(failure))) {
            log.error(
                    "The collections cannot be opened: {}",
                    failure.getMessage(),
                    isExplained(failure) ? null : failure.getCause());
        }
        problem = failure;
    }

    private static boolean isExplained(RuntimeException failure) {
        return failure.getCause() instanceof SQLException
                || failure.getCause() instanceof FlywayException;
    }

    private static String kind(RuntimeException failure) {
        Throwable cause = isExplained(failure) ? null : failure.getCause();
        return failure.getClass().getName() + (cause == null ? "" : cause.getClass().getName());
    }

    /** The reasons why collections cannot be used, by name. */
    Map<String, String> failures() {
        return catalog.failures();
    }

    /**
     * Returns if the collections are open and the store responds.
     *
     * @throws CatalogException if the database of the collections cannot be opened
     * @throws StoreException if the store cannot be used
     */
    void check() {
        RuntimeException notOpen = problem;
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
