package io.semblance.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.catalog.CatalogException;
import io.semblance.catalog.CollectionCatalog;
import io.semblance.catalog.CollectionDefinition;
import io.semblance.catalog.OpenCollection;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.EmbeddingException;
import io.semblance.ingest.DocumentOutcome.Status;
import io.semblance.store.DocumentSummary;
import io.semblance.store.StoreException;
import io.semblance.value.AbandonedException;
import io.semblance.value.Caller;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Writes documents. Each one is validated by itself, compared with the stored document of its id,
 * and embedded only if its content changed: of a changed document, only the chunks whose passages
 * changed. Documents are embedded and stored in batches, so that memory stays bounded and a later
 * failure does not undo earlier batches. Thread-safe.
 */
@Component
@EnableConfigurationProperties(IngestProperties.class)
public final class DocumentWriter {

    /** Chunks of a batch: enough to keep every lane busy. */
    private static final int BATCH_CHUNKS = 256;

    private final CollectionCatalog catalog;
    private final EmbeddingEngine engine;
    private final IngestProperties limits;
    private final MeterRegistry meters;
    private final WriteMemory memory;

    DocumentWriter(
            CollectionCatalog catalog,
            EmbeddingEngine engine,
            IngestProperties limits,
            MeterRegistry meters) {
        this.catalog = catalog;
        this.engine = engine;
        this.limits = limits;
        this.meters = meters;
        this.memory = new WriteMemory(limits.writeMemoryBytes());
    }

    /** Writes documents like {@link #write(String, List, Caller)}, without a deadline. */
    public List<DocumentOutcome> write(String collection, List<DocumentDraft> drafts) {
        return write(collection, drafts, Caller.NO_DEADLINE);
    }

    /**
     * Writes documents into a collection. If the collection does not exist and at least one
     * document is valid, the collection is created with the defaults. When this returns, every
     * document that is not marked as failed is durable.
     *
     * @param caller the client that waits; once it stops waiting, the documents that are not stored
     *     yet fail
     * @return the outcome of each document, in the same order
     * @throws EmbeddingException if the first batch cannot be embedded, so that nothing was written
     * @throws AbandonedException if the caller stopped waiting before the first batch was stored
     * @throws CatalogException if the collection cannot be used, so that nothing was written
     * @throws StoreException if the store cannot be used before the first batch was stored
     */
    public List<DocumentOutcome> write(
            String collection, List<DocumentDraft> drafts, Caller caller) {
        caller.requireWaiting();
        return counted(outcomes(collection, drafts, caller));
    }

    private List<DocumentOutcome> counted(List<DocumentOutcome> outcomes) {
        for (DocumentOutcome outcome : outcomes) {
            meters.counter(
                            "semblance.ingest.documents",
                            "status",
                            outcome.status().name().toLowerCase(Locale.ROOT))
                    .increment();
        }
        return outcomes;
    }

    /**
     * Writes documents into an open collection, like {@link #write(String, List, Caller)}; a
     * collection that was dropped is not created again.
     */
    public List<DocumentOutcome> write(
            OpenCollection collection, List<DocumentDraft> drafts, Caller caller) {
        caller.requireWaiting();
        CheckedDrafts checked = CheckedDrafts.of(drafts, collection.definition(), limits);
        return counted(new Write(collection, drafts, checked, caller).run());
    }

    /**
     * What a write of these documents would do now; nothing is written.
     *
     * @return the status that each document would have, in the same order
     */
    public List<Status> plan(OpenCollection collection, List<DocumentDraft> drafts) {
        CheckedDrafts checked = CheckedDrafts.of(drafts, collection.definition(), limits);
        Map<String, DocumentSummary> stored = collection.index().summaries(checked.ids());
        return checked.drafts().stream()
                .map(draft ->
                        draft == null
                                ? Status.FAILED
                                : status(collection, draft, stored.get(draft.id())))
                .toList();
    }

    private static Status status(
            OpenCollection collection,
            DraftValidator.ValidDraft draft,
            @Nullable DocumentSummary stored) {
        if (stored == null) {
            return Status.CREATED;
        }
        boolean unchanged =
                stored.contentHash().equals(ContentHash.of(draft, collection.definition()))
                        && Metadata.same(stored.metadata(), draft.metadata());
        return unchanged ? Status.UNCHANGED : Status.UPDATED;
    }

    private List<DocumentOutcome> outcomes(
            String collection, List<DocumentDraft> drafts, Caller caller) {
        CollectionDefinition planned = catalog.planned(collection).orElse(null);
        CheckedDrafts checked = planned == null ? null : CheckedDrafts.of(drafts, planned, limits);
        if (checked != null && checked.allRefused()) {
            // No document is left that a new collection would be created for.
            return checked.refusals().stream().map(Objects::requireNonNull).toList();
        }
        OpenCollection open =
                planned == null ? catalog.getOrCreate(collection) : catalog.getOrCreate(planned);
        if (checked == null || !checked.definition().equals(open.definition())) {
            // The collection existed, or another request has created it in the meantime.
            checked = CheckedDrafts.of(drafts, open.definition(), limits);
        }
        return new Write(open, drafts, checked, caller).run();
    }

    /** One call of {@code write}. */
    private final class Write {

        private final OpenCollection collection;
        private final List<DocumentDraft> drafts;
        private final CheckedDrafts checked;
        private final @Nullable DocumentOutcome[] outcomes;
        private final Caller caller;
        private final DocumentBatch batch;
        private boolean written;

        Write(
                OpenCollection collection,
                List<DocumentDraft> drafts,
                CheckedDrafts checked,
                Caller caller) {
            this.collection = collection;
            this.drafts = drafts;
            this.checked = checked;
            this.outcomes = checked.refusals().toArray(DocumentOutcome[]::new);
            this.caller = caller;
            this.batch = new DocumentBatch(collection, engine, memory, meters, caller);
        }

        List<DocumentOutcome> run() {
            Map<String, DocumentSummary> summaries = collection.index().summaries(checked.ids());
            try (batch) {
                for (int i = 0; i < drafts.size(); i++) {
                    DraftValidator.ValidDraft draft = checked.drafts().get(i);
                    if (draft != null) {
                        writeOrRefuse(i, draft, summaries.get(draft.id()));
                    }
                }
                store();
            } catch (EmbeddingException
                    | AbandonedException
                    | CatalogException
                    | StoreException e) {
                if (!written) {
                    throw e;
                }
                failRest(e);
            }
            return Arrays.stream(outcomes).map(Objects::requireNonNull).toList();
        }

        private void writeOrRefuse(
                int index, DraftValidator.ValidDraft draft, @Nullable DocumentSummary stored) {
            try {
                write(index, draft, stored);
            } catch (DocumentRefusedException e) {
                outcomes[index] = DocumentOutcome.failed(draft.id(), e);
            }
        }

        private void write(
                int index, DraftValidator.ValidDraft draft, @Nullable DocumentSummary stored) {
            caller.requireWaiting();
            String hash = ContentHash.of(draft, collection.definition());
            if (stored != null && stored.contentHash().equals(hash)) {
                if (Metadata.same(stored.metadata(), draft.metadata())) {
                    outcomes[index] =
                            new DocumentOutcome(draft.id(), Status.UNCHANGED, stored.chunks());
                    return;
                }
                Metadata.requireRoom(draft.metadata(), stored.chunks());
                // Empty if another writer has changed the content: then the whole document is
                // written.
                var head =
                        collection.index().updateMetadata(draft.id(), hash, _ -> draft.metadata());
                if (head.isPresent()) {
                    written = true;
                    outcomes[index] =
                            new DocumentOutcome(draft.id(), Status.UPDATED, head.get().chunks());
                    return;
                }
            }
            var candidate = new DocumentBatch.Candidate(index, draft, hash, stored);
            long reserved = batch.tryReserve(candidate);
            if (reserved < 0) {
                store();
                reserved = batch.reserve(candidate);
            }
            batch.add(candidate, reserved);
            if (batch.chunks() >= BATCH_CHUNKS) {
                store();
            }
        }

        private void store() {
            batch.store((outcome, index) -> {
                outcomes[index] = outcome;
                written = true;
            });
        }

        /** Marks every document without an outcome as failed; the others stay stored. */
        private void failRest(RuntimeException cause) {
            for (int i = 0; i < outcomes.length; i++) {
                if (outcomes[i] == null) {
                    outcomes[i] = DocumentOutcome.failed(drafts.get(i).id(), cause);
                }
            }
        }
    }
}
