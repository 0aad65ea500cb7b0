package io.semblance.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.catalog.OpenCollection;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.TokenCounter;
import io.semblance.ingest.Chunker.ChunkText;
import io.semblance.ingest.DocumentOutcome.Status;
import io.semblance.ingest.EmbeddedText.EmbeddedChunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentSummary;
import io.semblance.value.Caller;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;

/** Documents that are embedded together and stored in one write. Not thread-safe. */
final class DocumentBatch implements AutoCloseable {

    /** The most chunks that a warning lists. */
    private static final int NAMED = 10;

    private final OpenCollection collection;
    private final WriteMemory memory;
    private final Caller caller;
    private final MeterRegistry meters;
    private final TokenCounter counter;
    private final Chunker chunker;
    private final HeapEstimator size;
    private final EmbeddedTextValidator embeddedTexts;
    private final ChunkVectors vectors;
    private final List<BatchEntry> entries = new ArrayList<>();
    private int chunks;

    /**
     * @param caller the client that waits for the documents to be embedded
     */
    DocumentBatch(
            OpenCollection collection,
            EmbeddingEngine engine,
            WriteMemory memory,
            MeterRegistry meters,
            Caller caller) {
        this.collection = collection;
        this.memory = memory;
        this.meters = meters;
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
        this.embeddedTexts = new EmbeddedTextValidator(settings);
        this.vectors = new ChunkVectors(collection, engine, chunker, caller);
    }

    /**
     * A document to write.
     *
     * @param index its place in the request
     * @param stored the document that it replaces; null if there is none
     */
    record Candidate(
            int index,
            DraftValidator.ValidDraft draft,
            String contentHash,
            @Nullable DocumentSummary stored) {

        Status status() {
            return stored == null ? Status.CREATED : Status.UPDATED;
        }
    }

    /** The number of chunks to store. */
    int chunks() {
        return chunks;
    }

    /**
     * Reserves memory for a document if it is free; returns the reserved bytes, or -1 if it is not
     * free.
     */
    long tryReserve(Candidate candidate) {
        long bytes = bytes(candidate);
        return memory.tryAcquire(bytes) ? bytes : -1;
    }

    /**
     * Waits until memory for a document is free, and reserves it; the batch must be empty.
     *
     * @throws io.semblance.value.AbandonedException if the caller no longer waits
     */
    long reserve(Candidate candidate) {
        long bytes = bytes(candidate);
        memory.acquire(bytes, caller);
        return bytes;
    }

    private long bytes(Candidate candidate) {
        long bytes = size.estimate(candidate.draft()) + size.estimateStored(read(candidate));
        return Math.min(memory.capacity(), bytes);
    }

    /**
     * The number of stored chunks to read because their vectors may be reused: none if the document
     * has vectors, or if both versions together do not fit into memory.
     */
    private int read(Candidate candidate) {
        if (candidate.stored() == null
                || candidate.draft().vector() != null
                || embeddedTexts.current(candidate.draft(), candidate.contentHash()) != null) {
            return 0;
        }
        int stored = candidate.stored().chunks();
        long bytes = size.estimate(candidate.draft()) + size.estimateStored(stored);
        return bytes > memory.capacity() ? 0 : stored;
    }

    /**
     * Splits a document into chunks, to be stored by the next {@link #store}.
     *
     * @param reserved bytes of memory reserved for it, released when it is stored or refused
     * @throws DocumentRefusedException if it has too many chunks, too many metadata values for its
     *     chunks, or an invalid embedding
     */
    void add(Candidate candidate, long reserved) {
        boolean added = false;
        try {
            BatchEntry entry = entry(candidate, reserved);
            Metadata.requireRoom(candidate.draft().metadata(), entry.chunks());
            entries.add(entry);
            chunks += entry.chunks();
            added = true;
        } finally {
            if (!added) {
                memory.release(reserved);
            }
        }
    }

    private BatchEntry entry(Candidate candidate, long reserved) {
        DraftValidator.ValidDraft draft = candidate.draft();
        if (draft.vector() != null) {
            var source = ChunkSources.at(draft.sections(), 0);
            var whole = new EmbeddedChunk(0, draft.text().length(), draft.vector(), source);
            return new BatchEntry(candidate, reserved, 0, List.of(), List.of(whole));
        }
        int maxChunks = size.maxChunks(draft.text(), memory.capacity());
        EmbeddedText embedded = embeddedTexts.current(draft, candidate.contentHash());
        if (embedded == null) {
            var pieces = chunker.chunks(draft.title(), draft.text(), draft.sections(), maxChunks);
            return new BatchEntry(candidate, reserved, read(candidate), pieces, List.of());
        }
        embeddedTexts.require(embedded, draft.text());
        Chunker.requireAtMost(maxChunks, embedded.chunks().size());
        String heading = chunker.heading(draft.title(), draft.text());
        List<ChunkText> pieces =
                embedded.chunks().stream()
                        .map(chunk -> new TextSpan(chunk.start(), chunk.end()))
                        .map(span -> new ChunkText(span, heading, draft.text()))
                        .toList();
        return new BatchEntry(candidate, reserved, 0, pieces, embedded.chunks());
    }

    /** Discards documents that were not stored, and releases their memory. */
    @Override
    public void close() {
        entries.forEach(entry -> memory.release(entry.memory()));
        entries.clear();
        chunks = 0;
    }

    /**
     * Embeds and stores the documents added since the last call. Of a document that replaces
     * another one, only the chunks whose passages changed are embedded.
     *
     * @param onStored called for each document once all are durable
     */
    void store(ObjIntConsumer<DocumentOutcome> onStored) {
        if (entries.isEmpty()) {
            return;
        }
        vectors.complete(entries);
        List<Document> documents = entries.stream().map(BatchEntry::document).toList();
        BitSet unknown = unknown();
        collection.index().upsert(documents);
        int piece = 0;
        for (BatchEntry entry : entries) {
            int chunks = entry.pieces().size();
            List<String> warnings = warnings(chunks, unknown.get(piece, piece + chunks));
            piece += chunks;
            onStored.accept(entry.outcome(warnings), entry.candidate().index());
        }
        count("embedded", entries.stream().mapToInt(BatchEntry::embedded).sum());
        count("reused", entries.stream().mapToInt(BatchEntry::reused).sum());
        count("given", entries.stream().mapToInt(BatchEntry::given).sum());
        close();
    }

    private void count(String vector, int chunks) {
        meters.counter("semblance.ingest.chunks", "vector", vector).increment(chunks);
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
}
