package io.semblance.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.catalog.CatalogException;
import io.semblance.catalog.Collection;
import io.semblance.catalog.CollectionCatalog;
import io.semblance.catalog.OpenCollection;
import io.semblance.embedding.Caller;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.EmbeddingException;
import io.semblance.ingest.DocumentOutcome.Status;
import io.semblance.store.DocumentHead;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Writes documents: each is checked by itself, compared with what is stored, and embedded only if
 * its content changed. Documents are embedded and stored in slices, so that memory stays bounded
 * and what was stored stays stored. Thread-safe.
 */
@Component
@EnableConfigurationProperties(IngestProperties.class)
public final class DocumentWriter {

    /** Chunks of a slice: enough to keep every lane busy. */
    private static final int SLICE_CHUNKS = 256;

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

    /** As {@link #write(String, List, Caller)}, for a caller who waits as long as it takes. */
    public List<DocumentOutcome> write(String collection, List<DocumentDraft> drafts) {
        return write(collection, drafts, Caller.PATIENT);
    }

    /**
     * Writes documents into a collection, which is made with the defaults if there is none and one
     * of them can be a document. When this returns, every document that is not marked as failed is
     * durable.
     *
     * @param caller who waits for it; once it does not wait any more, what is not stored yet fails
     * @return what became of each, in the same order
     * @throws EmbeddingException if the first slice cannot be embedded, or the caller stopped
     *     waiting before it was stored: nothing was written
     * @throws CatalogException if the collection cannot be used: nothing was written
     */
    public List<DocumentOutcome> write(
            String collection, List<DocumentDraft> drafts, Caller caller) {
        caller.requireWaiting();
        List<DocumentOutcome> outcomes =
                catalog.planned(collection)
                        .map(planned -> refusals(planned, drafts))
                        .filter(refusals -> refusals.size() == drafts.size())
                        .orElseGet(() -> {
                            Write write =
                                    new Write(catalog.getOrCreate(collection), drafts, caller);
                            return write.run();
                        });
        for (DocumentOutcome outcome : outcomes) {
            meters.counter(
                            "semblance.ingest.documents",
                            "status",
                            outcome.status().name().toLowerCase(Locale.ROOT))
                    .increment();
        }
        return outcomes;
    }

    /** Those that a collection would not take. */
    private List<DocumentOutcome> refusals(Collection collection, List<DocumentDraft> drafts) {
        DraftChecks checks = new DraftChecks(collection, limits);
        List<DocumentOutcome> refusals = new ArrayList<>();
        for (DocumentDraft draft : drafts) {
            try {
                checks.check(draft);
            } catch (DocumentRefusedException e) {
                refusals.add(DocumentOutcome.failed(draft.id(), e));
            }
        }
        return refusals;
    }

    /** One call. */
    private final class Write {

        private final OpenCollection collection;
        private final List<DocumentDraft> drafts;
        private final @Nullable DocumentOutcome[] outcomes;
        private final Caller caller;
        private final DocumentSlice slice;
        private boolean written;

        Write(OpenCollection collection, List<DocumentDraft> drafts, Caller caller) {
            this.collection = collection;
            this.drafts = drafts;
            this.outcomes = new DocumentOutcome[drafts.size()];
            this.caller = caller;
            this.slice = new DocumentSlice(collection, engine, memory, caller);
        }

        List<DocumentOutcome> run() {
            DraftChecks checks = new DraftChecks(collection.collection(), limits);
            List<DraftChecks.@Nullable Checked> checked = new ArrayList<>(drafts.size());
            for (int i = 0; i < drafts.size(); i++) {
                checked.add(check(checks, i));
            }
            var ids =
                    checked.stream().filter(Objects::nonNull).map(DraftChecks.Checked::id).toList();
            Map<String, DocumentHead> heads = collection.index().heads(ids);
            try (slice) {
                for (int i = 0; i < checked.size(); i++) {
                    DraftChecks.Checked draft = checked.get(i);
                    if (draft != null) {
                        writeOrRefuse(i, draft, heads.get(draft.id()));
                    }
                }
                store();
            } catch (EmbeddingException | CatalogException e) {
                if (!written) {
                    throw e;
                }
                failRest(e);
            }
            return Arrays.stream(outcomes).map(Objects::requireNonNull).toList();
        }

        private DraftChecks.@Nullable Checked check(DraftChecks checks, int index) {
            try {
                return checks.check(drafts.get(index));
            } catch (DocumentRefusedException e) {
                outcomes[index] = DocumentOutcome.failed(drafts.get(index).id(), e);
                return null;
            }
        }

        private void writeOrRefuse(
                int index, DraftChecks.Checked draft, @Nullable DocumentHead stored) {
            try {
                write(index, draft, stored);
            } catch (DocumentRefusedException e) {
                outcomes[index] = DocumentOutcome.failed(draft.id(), e);
            }
        }

        private void write(int index, DraftChecks.Checked draft, @Nullable DocumentHead stored) {
            caller.requireWaiting();
            String hash = ContentHash.of(draft, collection.collection());
            if (stored != null && stored.contentHash().equals(hash)) {
                if (Metadata.same(stored.metadata(), draft.metadata())) {
                    outcomes[index] =
                            new DocumentOutcome(
                                    draft.id(), Status.UNCHANGED, stored.chunks(), null);
                    return;
                }
                Metadata.requireRoom(draft.metadata(), stored.chunks());
                // Empty if another writer changed the content meanwhile: then it is written whole.
                var head =
                        collection.index().updateMetadata(draft.id(), hash, _ -> draft.metadata());
                if (head.isPresent()) {
                    written = true;
                    outcomes[index] =
                            new DocumentOutcome(
                                    draft.id(), Status.UPDATED, head.get().chunks(), null);
                    return;
                }
            }
            long reserved = slice.tryReserve(draft);
            if (reserved < 0) {
                store();
                reserved = slice.reserve(draft);
            }
            Status status = stored == null ? Status.CREATED : Status.UPDATED;
            slice.add(index, draft, hash, status, reserved);
            if (slice.chunks() >= SLICE_CHUNKS) {
                store();
            }
        }

        private void store() {
            slice.store((outcome, index) -> {
                outcomes[index] = outcome;
                written = true;
            });
        }

        /** What was stored stays so, and what was not is told. */
        private void failRest(RuntimeException cause) {
            for (int i = 0; i < outcomes.length; i++) {
                if (outcomes[i] == null) {
                    outcomes[i] = DocumentOutcome.failed(drafts.get(i).id(), cause);
                }
            }
        }
    }
}
