package io.semblance.ingest;

import io.semblance.catalog.OpenCollection;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.ingest.Chunker.Piece;
import io.semblance.ingest.DocumentOutcome.Status;
import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.vector.Embedding;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;

/** Documents that are embedded together and stored by one write. Not thread-safe. */
final class DocumentSlice {

    /** Texts given to the engine at once. */
    private static final int EMBED_TEXTS = 256;

    private final OpenCollection collection;
    private final EmbeddingEngine engine;
    private final Chunker chunker;
    private final List<Entry> entries = new ArrayList<>();
    private int chunks;

    DocumentSlice(OpenCollection collection, EmbeddingEngine engine) {
        this.collection = collection;
        this.engine = engine;
        var settings = collection.collection();
        this.chunker =
                new Chunker(
                        engine.tokenCounter(settings.model()),
                        settings.language().locale(),
                        settings.maxTokens(),
                        settings.overlap());
    }

    private record Entry(
            int index,
            DraftChecks.Checked draft,
            String contentHash,
            Status status,
            List<Piece> pieces) {

        Document document(List<Embedding> embeddings) {
            List<Chunk> chunks = new ArrayList<>(embeddings.size());
            for (int i = 0; i < embeddings.size(); i++) {
                TextSpan span =
                        pieces.isEmpty()
                                ? new TextSpan(0, draft.text().length())
                                : pieces.get(i).span();
                chunks.add(new Chunk(span.start(), span.end(), embeddings.get(i)));
            }
            return new Document(
                    draft.id(), draft.title(), draft.text(), draft.metadata(), contentHash, chunks);
        }
    }

    /** Chunks that are to be embedded. */
    int chunks() {
        return chunks;
    }

    /**
     * Cuts a document, to be stored with the next {@link #store}.
     *
     * @throws DocumentRefusedException if it has too much metadata for its chunks
     */
    void add(int index, DraftChecks.Checked draft, String contentHash, Status status) {
        List<Piece> pieces =
                draft.vector() != null ? List.of() : chunker.chunks(draft.title(), draft.text());
        Metadata.requireRoom(draft.metadata(), Math.max(1, pieces.size()));
        entries.add(new Entry(index, draft, contentHash, status, pieces));
        chunks += Math.max(1, pieces.size());
    }

    /**
     * Embeds and stores what was added since the last time.
     *
     * @param told of each document once all are durable
     */
    void store(ObjIntConsumer<DocumentOutcome> told) {
        if (entries.isEmpty()) {
            return;
        }
        List<Embedding> embeddings = embed();
        List<Document> documents = new ArrayList<>(entries.size());
        int from = 0;
        for (Entry entry : entries) {
            int to = from + entry.pieces().size();
            Embedding own = entry.draft().vector();
            documents.add(
                    entry.document(own != null ? List.of(own) : embeddings.subList(from, to)));
            from = to;
        }
        collection.index().upsert(documents);
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            told.accept(
                    new DocumentOutcome(
                            entry.draft().id(),
                            entry.status(),
                            documents.get(i).chunks().size(),
                            null),
                    entry.index());
        }
        entries.clear();
        chunks = 0;
    }

    private List<Embedding> embed() {
        List<String> passages =
                entries.stream()
                        .flatMap(entry -> entry.pieces().stream())
                        .map(Piece::passage)
                        .toList();
        List<Embedding> embeddings = new ArrayList<>(passages.size());
        for (int from = 0; from < passages.size(); from += EMBED_TEXTS) {
            List<String> texts =
                    passages.subList(from, Math.min(from + EMBED_TEXTS, passages.size()));
            embeddings.addAll(
                    engine.embed(EmbedRequest.passages(collection.collection().model(), texts))
                            .embeddings());
        }
        return embeddings;
    }
}
