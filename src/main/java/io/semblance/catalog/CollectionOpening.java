package io.semblance.catalog;

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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes the catalog's tables and opens the collections before the application is up. A database
 * that is away then is no reason to end: the service starts, is not ready, and tries again until it
 * can. What waiting does not mend ends the start.
 */
final class CollectionOpening implements SmartInitializingSingleton, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(CollectionOpening.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final CollectionCatalog catalog;
    private final DocumentStore store;
    private final Flyway flyway;
    private final boolean waits;
    private final CountDownLatch stopped = new CountDownLatch(1);

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
    }

    @Override
    public void afterSingletonsInstantiated() {
        try {
            open();
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
            throw e;
        } catch (StoreException e) {
            throw new StorageUnavailableException(String.valueOf(e.getMessage()), e);
        }
        catalog.openAll();
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
                try {
                    open();
                    problem = null;
                    log.info("The store is there: {} collections are open", catalog.list().size());
                    return;
                } catch (CatalogException e) {
                    keep(e);
                } catch (FlywayException e) {
                    keep(new StorageUnavailableException(String.valueOf(e.getMessage()), e));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A problem of another kind than before is worth a line. */
    private void keep(CatalogException failure) {
        CatalogException before = problem;
        if (before == null || before.getClass() != failure.getClass()) {
            log.error("The collections cannot be opened: {}", failure.getMessage());
        }
        problem = failure;
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
    }
}
