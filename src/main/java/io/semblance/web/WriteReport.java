package io.semblance.web;

import io.semblance.ingest.DocumentOutcome;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The answer to a write of documents.
 *
 * @param errors true if any failed
 * @param items one a document, in the order of the request
 * @param tookMs what it took, in milliseconds
 */
record WriteReport(boolean errors, List<Item> items, long tookMs) {

    /**
     * One document.
     *
     * @param status {@code created}, {@code updated}, {@code unchanged} or {@code failed}
     * @param error null unless it failed
     */
    record Item(@Nullable String id, String status, int chunks, @Nullable Failure error) {}

    /** Why it failed, with the codes of problem details. */
    record Failure(String code, String detail, @Nullable String field) {}

    static WriteReport of(List<DocumentOutcome> outcomes, long tookMs) {
        List<Item> items = outcomes.stream().map(WriteReport::item).toList();
        return new WriteReport(
                items.stream().anyMatch(item -> item.error() != null), items, tookMs);
    }

    private static Item item(DocumentOutcome outcome) {
        return new Item(
                outcome.id(),
                outcome.status().name().toLowerCase(Locale.ROOT),
                outcome.chunks(),
                outcome.failure() == null ? null : failure(outcome.failure()));
    }

    private static Failure failure(RuntimeException cause) {
        ApiError error = Objects.requireNonNull(ModuleErrors.of(cause));
        return new Failure(error.code().id(), error.detail(), error.field());
    }
}
