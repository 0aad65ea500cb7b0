package io.semblance.ingest;

import io.semblance.catalog.CollectionDefinition;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The documents of one request after their checks.
 *
 * @param definition of the collection that they were checked against
 * @param drafts in the order of the request; null where a document was refused
 * @param refusals in the order of the request; null where a document was accepted
 */
record CheckedDrafts(
        CollectionDefinition definition,
        List<DraftValidator.@Nullable ValidDraft> drafts,
        List<@Nullable DocumentOutcome> refusals) {

    static CheckedDrafts of(
            List<DocumentDraft> drafts, CollectionDefinition definition, IngestProperties limits) {
        DraftValidator checks = new DraftValidator(definition, limits);
        List<DraftValidator.@Nullable ValidDraft> checked = new ArrayList<>(drafts.size());
        List<@Nullable DocumentOutcome> refusals = new ArrayList<>(drafts.size());
        for (DocumentDraft draft : drafts) {
            try {
                checked.add(checks.check(draft));
                refusals.add(null);
            } catch (DocumentRefusedException e) {
                checked.add(null);
                refusals.add(DocumentOutcome.failed(draft.id(), e));
            }
        }
        return new CheckedDrafts(definition, checked, refusals);
    }

    /** Whether every document was refused. */
    boolean allRefused() {
        return drafts.stream().allMatch(Objects::isNull);
    }

    /** The ids of the documents that were accepted. */
    List<String> ids() {
        return drafts.stream().filter(Objects::nonNull).map(DraftValidator.ValidDraft::id).toList();
    }
}
