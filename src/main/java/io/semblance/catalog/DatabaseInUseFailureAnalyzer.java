package io.semblance.catalog;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import java.sql.SQLException;

/** Says so when another process has the embedded database. */
final class DatabaseInUseFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

    /** H2's DATABASE_ALREADY_OPEN_1. */
    private static final int ALREADY_OPEN = 90020;

    private static final String FILE = CatalogDatabase.FILE + ".mv.db";

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
        // The file is named: an application may have other H2 databases.
        if (cause.getErrorCode() != ALREADY_OPEN
                || !String.valueOf(cause.getMessage()).contains(FILE)) {
            return null;
        }
        return new FailureAnalysis(
                "Another process uses the data directory: " + cause.getMessage(),
                "Stop the other Semblance, or start this one with another semblance.data-dir.",
                cause);
    }
}
