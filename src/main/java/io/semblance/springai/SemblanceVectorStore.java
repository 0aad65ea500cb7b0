package io.semblance.springai;

import io.semblance.catalog.CollectionNotFoundException;
import io.semblance.ingest.DocumentContent;
import io.semblance.ingest.DocumentDraft;
import io.semblance.ingest.DocumentOutcome;
import io.semblance.ingest.DocumentWriter;
import io.semblance.ingest.Documents;
import io.semblance.search.SearchQuery;
import io.semblance.search.SearchResult;
import io.semblance.search.Searcher;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.value.Caller;

import org.springframework.ai.document.Document;
import org.springframework.ai.document.DocumentMetadata;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.ai.vectorstore.filter.Filter;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationContext.Operation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A collection as Spring AI's {@code VectorStore}. A document keeps its id, is replaced as a whole,
 * and is embedded by its text alone, in chunks if it is long. A search ranks it by its best chunk
 * and returns the whole document, with the collection's similarity as its score. The first document
 * creates the collection; until then searches return nothing. Thread-safe.
 */
final class SemblanceVectorStore implements VectorStore {

    private final String collection;
    private final DocumentWriter writer;
    private final Documents documents;
    private final Searcher searcher;
    private final StoreObservations observations;

    SemblanceVectorStore(
            String collection,
            DocumentWriter writer,
            Documents documents,
            Searcher searcher,
            StoreObservations observations) {
        this.collection = collection;
        this.writer = writer;
        this.documents = documents;
        this.searcher = searcher;
        this.observations = observations;
    }

    /**
     * Stores documents. A document replaces the stored one with the same id. When this returns,
     * they are durable.
     *
     * @throws IllegalArgumentException if one has no text; then nothing is stored
     * @throws DocumentsNotStoredException if some could not be stored; the others are stored
     */
    @Override
    public void add(List<Document> added) {
        List<DocumentDraft> drafts = added.stream().map(SemblanceVectorStore::draft).toList();
        observations.change(
                Operation.ADD,
                () -> {
                    if (!drafts.isEmpty()) {
                        store(drafts);
                    }
                });
    }

    private void store(List<DocumentDraft> drafts) {
        List<DocumentOutcome> failed =
                writer.write(collection, drafts).stream()
                        .filter(outcome -> outcome.status() == DocumentOutcome.Status.FAILED)
                        .toList();
        if (!failed.isEmpty()) {
            throw new DocumentsNotStoredException(failed, drafts.size());
        }
    }

    private static DocumentDraft draft(Document document) {
        if (!document.isText()) {
            throw new IllegalArgumentException(
                    "only documents with a text can be stored; the document '%s' has none"
                            .formatted(document.getId()));
        }
        return new DocumentDraft(
                document.getId(),
                null,
                document.getText(),
                JsonValues.of(document.getMetadata()),
                null);
    }

    @Override
    public void delete(List<String> ids) {
        observations.change(
                Operation.DELETE, () -> whereThereIsOne(() -> documents.delete(collection, ids)));
    }

    @Override
    public void delete(Filter.Expression filter) {
        var condition = JsonFilter.parse(filter);
        observations.change(
                Operation.DELETE,
                () -> whereThereIsOne(() -> documents.deleteMatching(collection, condition)));
    }

    private static void whereThereIsOne(Runnable change) {
        try {
            change.run();
        } catch (CollectionNotFoundException nothingToDelete) {
            return;
        }
    }

    @Override
    public List<Document> similaritySearch(SearchRequest request) {
        return observations.search(request, () -> search(request));
    }

    private List<Document> search(SearchRequest request) {
        if (request.getTopK() == 0) {
            return List.of();
        }
        try {
            return documents(searcher.search(query(request), Caller.NO_DEADLINE).hits());
        } catch (CollectionNotFoundException nothingStoredYet) {
            return List.of();
        }
    }

    private SearchQuery query(SearchRequest request) {
        double threshold = request.getSimilarityThreshold();
        Filter.Expression filter = request.getFilterExpression();
        return new SearchQuery(
                collection,
                request.getQuery(),
                null,
                SearchQuery.Mode.VECTOR,
                request.getTopK(),
                0,
                filter == null ? null : JsonFilter.parse(filter),
                null,
                null,
                threshold == SearchRequest.SIMILARITY_THRESHOLD_ACCEPT_ALL ? null : threshold,
                Grouping.DOCUMENT,
                false,
                false,
                false,
                false);
    }

    /** The documents of the hits, except those deleted since the search. */
    private List<Document> documents(List<SearchResult.RankedHit> hits) {
        List<String> ids = hits.stream().map(ranked -> ranked.hit().id()).toList();
        Map<String, DocumentContent> stored =
                documents.get(collection, ids).stream()
                        .collect(Collectors.toMap(DocumentContent::id, Function.identity()));
        return hits.stream()
                .map(SearchResult.RankedHit::hit)
                .flatMap(hit ->
                        Stream.ofNullable(stored.get(hit.id()))
                                .map(content -> document(content, hit.score())))
                .toList();
    }

    private static Document document(DocumentContent content, double score) {
        Map<String, Object> metadata = new HashMap<>();
        content.metadata()
                .forEach((key, value) -> {
                    // Spring AI's documents have no null in their metadata.
                    if (value != null) {
                        metadata.put(key, value);
                    }
                });
        metadata.put(DocumentMetadata.DISTANCE.value(), 1 - score);
        return Document.builder()
                .id(content.id())
                .text(content.text() == null ? "" : content.text())
                .metadata(metadata)
                .score(score)
                .build();
    }
}
