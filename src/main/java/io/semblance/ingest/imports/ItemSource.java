package io.semblance.ingest.imports;

import io.semblance.ingest.DocumentRefusedException;
import io.semblance.jobs.ItemError;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * Where a document of an import comes from.
 *
 * @param file name of its file; null if the import has only one
 * @param line line of the file; null if it has no lines
 * @param id of the document; null if it has none
 */
record ItemSource(@Nullable String file, @Nullable Long line, @Nullable String id) {

    /** An error of the document. */
    ItemError error(String code, String detail, @Nullable String field) {
        return new ItemError(file, line, id, code, detail, field);
    }

    /** The error for an exception that concerns the document only. */
    ItemError error(RuntimeException failure) {
        String detail = String.valueOf(failure.getMessage());
        return failure instanceof DocumentRefusedException refused
                ? error(refused.reason().name().toLowerCase(Locale.ROOT), detail, refused.field())
                : error("inference_failed", detail, null);
    }
}
