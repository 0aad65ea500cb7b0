package io.semblance.ingest;

import io.semblance.catalog.OpenCollection;
import io.semblance.embedding.Caller;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.EmbeddingException;
import io.semblance.embedding.TokenCounter;
import io.semblance.ingest.Chunker.Piece;
import io.semblance.ingest.DocumentOutcome.Status;
import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.vector.Embedding;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;

/** Documents that are embedded together and stored by one write. Not thread-safe. */
final class DocumentSlice implements AutoCloseable {

    /** Texts given to the engine at once. */
    private static final int EMBED_TEXTS = 256;

    private final OpenCollection collection;
    private final EmbeddingEngine engine;
    private final WriteMemory memory;
    private final Caller caller;
    private final Chunker chunker;
    private final DocumentSize size;
    private final List<Entry> entries = new ArrayList<>();
    private int chunks;

    /**
     * @param caller for whom documents are embedded
     */
    DocumentSlice(
            OpenCollection collection, EmbeddingEngine engine, WriteMemory memory, Caller caller) {
        this.collection = collection;
        this.engine = engine;
        this.memory = memory;
        this.caller = caller;
        var settings = collection.collection();
        TokenCounter counter = engine.tokenCounter(settings.model());
        this.size = new DocumentSize(settings, counter.overhead());
        this.chunker =
                new Chunker(
                        counter,
                        settings.language().locale(),
                        settings.maxTokens(),
                        settings.overlap());
    }

    /**
     * A document with its chunks.
     *
     * @param memory bytes that it has of the memory for writes
     */
    private record Entry(
            int index,
            long memory,
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

    /** Takes the memory for a document if it is free; bytes to add it with, or -1. */
    long tryReserve(DraftChecks.Checked draft) {
        long bytes = bytes(draft);
        return memory.tryAcquire(bytes) ? bytes : -1;
    }

    /**
     * Waits for the memory for a document; the slice must be empty.
     *
     * @throws EmbeddingException if the caller does not wait any more
     */
    long reserve(DraftChecks.Checked draft) {
        long bytes = bytes(draft);
        memory.acquire(bytes, caller);
        return bytes;
    }

    private long bytes(DraftChecks.Checked draft) {
        return Math.min(memory.capacity(), size.estimate(draft));
    }

    /**
     * Cuts a document, to be stored with the next {@link #store}.
     *
     * @param reserved memory for it, which is given back when it is stored or refused
     * @throws DocumentRefusedException if it has too many chunks, or too much metadata for them
     */
    void add(
            int index,
            DraftChecks.Checked draft,
            String contentHash,
            Status status,
            long reserved) {
        boolean added = false;
        try {
            List<Piece> pieces = draft.vector() != null ? List.of() : pieces(draft);
            Metadata.requireRoom(draft.metadata(), Math.max(1, pieces.size()));
            entries.add(new Entry(index, reserved, draft, contentHash, status, pieces));
            chunks += Math.max(1, pieces.size());
            added = true;
        } finally {
            if (!added) {
                memory.release(reserved);
            }
        }
    }

    private List<Piece> pieces(DraftChecks.Checked draft) {
        int maxChunks = size.maxChunks(draft.text(), memory.capacity());
        return chunker.chunks(draft.title(), draft.text(), maxChunks);
    }

    /** Forgets what was not stored, and gives its memory back. */
    @Override
    public void close() {
        entries.forEach(entry -> memory.release(entry.memory()));
        entries.clear();
        chunks = 0;
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
        close();
    }

    private List<Embedding> embed() {
        List<Piece> pieces = entries.stream().flatMap(entry -> entry.pieces().stream()).toList();
        List<Embedding> embeddings = new ArrayList<>(pieces.size());
        for (int from = 0; from < pieces.size(); from += EMBED_TEXTS) {
            caller.requireWaiting();
            List<String> texts =
                    pieces.subList(from, Math.min(from + EMBED_TEXTS, pieces.size())).stream()
                            .map(Piece::passage)
                            .toList();
            var request = EmbedRequest.passages(collection.collection().model(), texts);
            embeddings.addAll(engine.embed(request, caller).embeddings());
        }
        return embeddings;
    }
}
