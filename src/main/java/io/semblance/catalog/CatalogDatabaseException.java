package io.semblance.catalog;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;

/**
 * Thrown at start if the database of the collections cannot be opened, or its tables cannot be
 * created.
 */
public final class CatalogDatabaseException extends CatalogException {

    private static final long serialVersionUID = 1L;

    CatalogDatabaseException(RuntimeException cause) {
        super("the database of the collections cannot be opened: " + reason(cause), cause);
    }

    private static String reason(Throwable failure) {
        SQLException sql = sql(failure);
        String message = String.valueOf(sql == null ? failure.getMessage() : sql.getMessage());
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String first = String.valueOf(root.getMessage());
        return message.contains(first)
                ? message.strip()
                : "%s (%s)".formatted(message.strip(), first);
    }

    /** The vendor's error code; 0 if there is none. */
    int vendorCode() {
        SQLException sql = sql(getCause());
        return sql == null ? 0 : sql.getErrorCode();
    }

    /** Whether the database is H2. */
    boolean isEmbedded() {
        SQLException sql = sql(getCause());
        return sql != null && sql.getClass().getName().startsWith("org.h2.");
    }

    private static @Nullable SQLException sql(@Nullable Throwable failure) {
        SQLException last = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                last = sql;
            }
        }
        return last;
    }
}
