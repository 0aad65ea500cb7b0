package io.semblance.ingest;

import io.semblance.catalog.OpenCollection;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.TokenCounter;
import io.semblance.ingest.Chunker.ChunkText;
import io.semblance.ingest.DocumentOutcome.Status;
import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.value.Caller;
import io.semblance.value.Embedding;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;

/** Documents that are embedded together and stored in one write. Not thread-safe. */
final class DocumentBatch implements AutoCloseable {

    /** Texts of one request to the embedding engine. */
    private static final int EMBED_TEXTS = 256;

    /** The most chunks that a warning lists. */
    private static final int NAMED = 10;

    private final OpenCollection collection;
    private final EmbeddingEngine engine;
    private final WriteMemory memory;
    private final Caller caller;
    private final TokenCounter counter;
    private final Chunker chunker;
    private final HeapEstimator size;
    private final List<Entry> entries = new ArrayList<>();
    private int chunks;

    /**
     * @param caller the client that waits for the documents to be embedded
     */
    DocumentBatch(
            OpenCollection collection, EmbeddingEngine engine, WriteMemory memory, Caller caller) {
        this.collection = collection;
        this.engine = engine;
        this.memory = memory;
        this.caller = caller;
        var settings = collection.definition();
        this.counter = engine.tokenCounter(settings.model());
        this.size = new HeapEstimator(settings, counter.overhead());
        this.chunker =
                new Chunker(
                        counter,
                        settings.language().locale(),
                        settings.maxTokens(),
                        settings.overlap(),
                        caller);
    }

    /**
     * A document with its chunks.
     *
     * @param memory bytes that it holds of the memory for writes
     */
    private record Entry(
            int index,
            long memory,
            DraftValidator.ValidDraft draft,
            String contentHash,
            Status status,
            List<ChunkText> pieces) {

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

    /** The number of chunks to embed. */
    int chunks() {
        return chunks;
    }

    /**
     * Reserves memory for a document if it is free; returns the reserved bytes, or -1 if it is not
     * free.
     */
    long tryReserve(DraftValidator.ValidDraft draft) {
        long bytes = bytes(draft);
        return memory.tryAcquire(bytes) ? bytes : -1;
    }

    /**
     * Waits until memory for a document is free, and reserves it; the batch must be empty.
     *
     * @throws io.semblance.value.AbandonedException if the caller no longer waits
     */
    long reserve(DraftValidator.ValidDraft draft) {
        long bytes = bytes(draft);
        memory.acquire(bytes, caller);
        return bytes;
    }

    private long bytes(DraftValidator.ValidDraft draft) {
        return Math.min(memory.capacity(), size.estimate(draft));
    }

    /**
     * Splits a document into chunks, to be stored by the next {@link #store}.
     *
     * @param reserved bytes of memory reserved for it, released when it is stored or refused
     * @throws DocumentRefusedException if it has too many chunks, or too many metadata values for
     *     its chunks
     */
    void add(
            int index,
            DraftValidator.ValidDraft draft,
            String contentHash,
            Status status,
            long reserved) {
        boolean added = false;
        try {
            List<ChunkText> pieces = draft.vector() != null ? List.of() : pieces(draft);
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

    private List<ChunkText> pieces(DraftValidator.ValidDraft draft) {
        int maxChunks = size.maxChunks(draft.text(), memory.capacity());
        return chunker.chunks(draft.title(), draft.text(), maxChunks);
    }

    /** Discards documents that were not stored, and releases their memory. */
    @Override
    public void close() {
        entries.forEach(entry -> memory.release(entry.memory()));
        entries.clear();
        chunks = 0;
    }

    /**
     * Embeds and stores the documents added since the last call.
     *
     * @param onStored called for each document once all are durable
     */
    void store(ObjIntConsumer<DocumentOutcome> onStored) {
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
        BitSet unknown = unknown();
        collection.index().upsert(documents);
        int piece = 0;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            int chunks = entry.pieces().size();
            List<String> warnings = warnings(chunks, unknown.get(piece, piece + chunks));
            piece += chunks;
            onStored.accept(
                    new DocumentOutcome(
                            entry.draft().id(),
                            entry.status(),
                            documents.get(i).chunks().size(),
                            null,
                            warnings),
                    entry.index());
        }
        close();
    }

    /** The chunks, in the order of the entries, of which the model's vocabulary has no token. */
    private BitSet unknown() {
        BitSet unknown = new BitSet();
        List<String> contents =
                entries.stream()
                        .flatMap(entry -> entry.pieces().stream())
                        .map(ChunkText::content)
                        .toList();
        if (!contents.isEmpty()) {
            counter.unknown(contents).forEach(unknown::set);
        }
        return unknown;
    }

    /** One warning for all chunks of a document of which the model's vocabulary has no token. */
    private List<String> warnings(int chunks, BitSet unknown) {
        if (unknown.isEmpty()) {
            return List.of();
        }
        String named =
                unknown.stream()
                        .limit(NAMED)
                        .mapToObj(String::valueOf)
                        .collect(Collectors.joining(", "));
        return List.of(
                "the vocabulary of the model '%s' has no token of %d of the %d chunks (%s%s): their vectors do not represent the text; use a model for its language"
                        .formatted(
                                collection.definition().model(),
                                unknown.cardinality(),
                                chunks,
                                named,
                                unknown.cardinality() > NAMED ? ", …" : ""));
    }

    private List<Embedding> embed() {
        List<ChunkText> pieces =
                entries.stream().flatMap(entry -> entry.pieces().stream()).toList();
        List<Embedding> embeddings = new ArrayList<>(pieces.size());
        for (int from = 0; from < pieces.size(); from += EMBED_TEXTS) {
            caller.requireWaiting();
            List<String> texts =
                    pieces.subList(from, Math.min(from + EMBED_TEXTS, pieces.size())).stream()
                            .map(ChunkText::passage)
                            .toList();
            var request = EmbedRequest.passages(collection.definition().model(), texts);
            embeddings.addAll(engine.embed(request, caller).embeddings());
        }
        return embeddings;
    }
}
