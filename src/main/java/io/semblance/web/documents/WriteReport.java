package io.semblance.web.documents;

import io.semblance.ingest.DocumentOutcome;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.ModuleErrors;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The response to a write of documents.
 *
 * @param errors whether any document failed
 * @param items one item per document, in the order of the request
 * @param tookMs duration in milliseconds
 */
record WriteReport(boolean errors, List<Item> items, long tookMs) {

    /**
     * One document.
     *
     * @param status {@code created}, {@code updated}, {@code unchanged} or {@code failed}
     * @param error null unless it failed
     * @param warnings warnings about this document
     */
    record Item(
            @Nullable String id,
            String status,
            int chunks,
            @Nullable Failure error,
            List<String> warnings) {}

    /** Why a document failed, with the codes of problem details. */
    record Failure(String code, String detail, @Nullable String field) {

        static Failure of(ApiError error) {
            return new Failure(error.code().id(), error.detail(), error.field());
        }
    }

    /**
     * Creates the report.
     *
     * @param entries documents of the request
     * @param outcomes outcomes of the documents that could be read, in the same order
     */
    static WriteReport of(
            List<DocumentsBody.Entry> entries, List<DocumentOutcome> outcomes, long tookMs) {
        Iterator<DocumentOutcome> left = outcomes.iterator();
        List<Item> items = new ArrayList<>(entries.size());
        for (DocumentsBody.Entry entry : entries) {
            items.add(
                    switch (entry) {
                        case DocumentsBody.Item _ -> item(left.next());
                        case DocumentsBody.Unreadable unreadable ->
                                new Item(
                                        unreadable.id(),
                                        status(DocumentOutcome.Status.FAILED),
                                        0,
                                        Failure.of(unreadable.error()),
                                        List.of());
                    });
        }
        return new WriteReport(
                items.stream().anyMatch(item -> item.error() != null), items, tookMs);
    }

    private static Item item(DocumentOutcome outcome) {
        return new Item(
                outcome.id(),
                status(outcome.status()),
                outcome.chunks(),
                outcome.failure() == null ? null : failure(outcome.failure()),
                outcome.warnings());
    }

    private static Failure failure(RuntimeException cause) {
        return Failure.of(Objects.requireNonNull(ModuleErrors.of(cause)));
    }

    private static String status(DocumentOutcome.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
