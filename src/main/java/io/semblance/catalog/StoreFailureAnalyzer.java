package io.semblance.catalog;

import io.semblance.store.StoreException;
import io.semblance.store.StoreIncompatibleException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains a start that failed because the store cannot be used, and says what to do. */
final class StoreFailureAnalyzer extends AbstractFailureAnalyzer<StoreException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, StoreException cause) {
        return new FailureAnalysis(
                "The collections cannot be opened: " + cause.getMessage(),
                cause instanceof StoreIncompatibleException incompatible
                        ? incompatible.remedy()
                        : CatalogFailureAnalyzer.CHECK_DATA_DIR,
                cause);
    }
}
