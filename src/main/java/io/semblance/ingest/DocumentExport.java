package io.semblance.ingest;

import io.semblance.catalog.CollectionCatalog;
import io.semblance.catalog.CollectionDefinition;
import io.semblance.catalog.OpenCollection;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.ingest.EmbeddedText.EmbeddedChunk;
import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentSummary;
import io.semblance.store.filter.Filter;
import io.semblance.value.Caller;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.util.List;

/**
 * Reads all documents of a collection in the order of their ids, a few at a time. Thread-safe.
 *
 * <p>An export is not a snapshot. Each document is exported once, in one consistent version: the
 * version at the time when the export reaches its id. A document that is created or deleted during
 * the export may be absent. A document that exists all the time is always exported; with a filter,
 * if it matches all the time.
 *
 * <p>The pages, headings, sheets and rows of a file are exported only as the sources of the chunks,
 * with the vectors. A document of a file that is exported without vectors has no sources when it is
 * imported again: its text is split without regard to the file. This also applies to an export with
 * vectors that is imported into a collection with another model or other settings, which must split
 * and embed the text itself.
 */
@Component
public final class DocumentExport {

    /** Documents of a page of the list. */
    private static final int PAGE = 200;

    private final CollectionCatalog catalog;
    private final EmbeddingEngine engine;

    DocumentExport(CollectionCatalog catalog, EmbeddingEngine engine) {
        this.catalog = catalog;
        this.engine = engine;
    }

    /** Receives the documents. */
    @FunctionalInterface
    public interface Sink {

        /** Receives the next document; an exception ends the export. */
        void accept(ExportedDocument document) throws IOException;
    }

    /**
     * Exports a collection.
     *
     * @param filter on metadata; null for all documents
     * @param vectors whether the documents have their vectors
     * @param caller the client that waits; the export ends when it stops waiting
     * @throws io.semblance.catalog.CatalogException if the collection does not exist or cannot be
     *     used
     * @throws io.semblance.store.StoreUnavailableException if the store cannot be reached
     * @throws io.semblance.value.AbandonedException if the caller no longer waits
     * @throws IOException if the sink throws it
     */
    public void export(
            String collection, @Nullable Filter filter, boolean vectors, Caller caller, Sink sink)
            throws IOException {
        OpenCollection open = catalog.get(collection);
        Conversion conversion = new Conversion(open.definition(), vectors);
        ExportReads reads = new ExportReads(open.index());
        String afterId = null;
        List<DocumentSummary> page;
        do {
            caller.requireWaiting();
            page = open.index().list(PAGE, afterId, filter);
            while (reads.hasNext(page)) {
                caller.requireWaiting();
                for (Document document : reads.next(page)) {
                    sink.accept(conversion.of(document));
                }
            }
            reads.restart();
            afterId = page.isEmpty() ? null : page.getLast().id();
        } while (page.size() == PAGE);
    }

    /** Turns stored documents into exported ones. */
    private final class Conversion {

        private final CollectionDefinition definition;
        private final boolean vectors;
        private final boolean scaled;

        Conversion(CollectionDefinition definition, boolean vectors) {
            this.definition = definition;
            this.vectors = vectors;
            this.scaled =
                    definition.metric() == Similarity.COSINE
                            && !engine.describe(definition.model()).normalized();
        }

        ExportedDocument of(Document document) {
            boolean ofModel = vectors && ContentHash.isOfModel(document, definition);
            return new ExportedDocument(
                    document.id(),
                    document.title(),
                    document.text(),
                    document.metadata(),
                    vectors && !ofModel ? ownVector(document) : null,
                    ofModel ? embedded(document) : null);
        }

        /** The vector that the document was written with: its only one, of the whole text. */
        private static @Nullable Embedding ownVector(Document document) {
            Chunk chunk = document.chunks().getFirst();
            boolean whole = chunk.start() == 0 && chunk.end() == document.text().length();
            return whole && document.chunks().size() == 1 ? chunk.embedding() : null;
        }

        private EmbeddedText embedded(Document document) {
            return new EmbeddedText(
                    definition.modelVersion(),
                    document.contentHash(),
                    scaled,
                    document.chunks().stream()
                            .map(chunk ->
                                    new EmbeddedChunk(
                                            chunk.start(),
                                            chunk.end(),
                                            chunk.embedding(),
                                            chunk.source()))
                            .toList());
        }
    }
}
