package io.semblance.catalog;

import io.semblance.store.StoreIncompatibleException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why the start failed over a collection, and what to do. */
final class CatalogFailureAnalyzer extends AbstractFailureAnalyzer<CatalogException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, CatalogException cause) {
        String action =
                cause.getCause() instanceof StoreIncompatibleException incompatible
                        ? incompatible.remedy()
                        : cause instanceof CollectionMismatchException
                                ? "Configure the model that the collection was made with, restore"
                                        + " the missing part from a backup, or start with another"
                                        + " semblance.data-dir and load the documents again."
                                : "Check semblance.data-dir: its rights, the disk's room, and that"
                                        + " no other process uses it.";
        return new FailureAnalysis(
                "The collections cannot be opened: " + cause.getMessage(), action, cause);
    }
}
