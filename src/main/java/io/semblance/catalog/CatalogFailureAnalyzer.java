package io.semblance.catalog;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains a start that failed because of the collections, and says what to do. */
final class CatalogFailureAnalyzer extends AbstractFailureAnalyzer<CatalogException> {

    /** H2's DATABASE_ALREADY_OPEN_1. */
    private static final int ALREADY_OPEN = 90020;

    static final String CHECK_DATA_DIR =
            "Check semblance.data-dir: its permissions, the free space of its disk, and that no"
                    + " other process uses it.";

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, CatalogException cause) {
        return new FailureAnalysis(
                "The collections cannot be opened: " + cause.getMessage(), action(cause), cause);
    }

    private static String action(CatalogException failure) {
        if (failure instanceof CatalogDatabaseException database && database.isEmbedded()) {
            return database.vendorCode() == ALREADY_OPEN
                    ? "Another process uses the data directory: stop the other Semblance, or start"
                            + " this one with another semblance.data-dir."
                    : "Check the permissions and the free space of semblance.data-dir. If %1$s.mv.db"
                                    .formatted(CatalogDatabase.FILE)
                            + " in it is damaged, restore it from a backup; or move it elsewhere"
                            + " and"
                            + " start again: the collections are then restored from %s."
                                    .formatted(CollectionsFile.NAME);
        }
        return CHECK_DATA_DIR;
    }
}
