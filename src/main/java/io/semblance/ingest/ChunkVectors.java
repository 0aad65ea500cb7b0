package io.semblance.ingest;

import io.semblance.catalog.OpenCollection;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.value.Caller;
import io.semblance.value.Embedding;

import java.util.ArrayList;
import java.util.List;

/**
 * Completes the vectors of a batch: reuses those of the stored documents where the passage is the
 * same, and embeds the other passages. Not thread-safe.
 */
final class ChunkVectors {

    /** Texts of one request to the embedding engine. */
    private static final int EMBED_TEXTS = 256;

    private final String model;
    private final EmbeddingEngine engine;
    private final StoredVectors stored;
    private final Caller caller;

    ChunkVectors(
            OpenCollection collection, EmbeddingEngine engine, Chunker chunker, Caller caller) {
        this.model = collection.definition().model();
        this.engine = engine;
        this.stored = new StoredVectors(collection, chunker);
        this.caller = caller;
    }

    /** A chunk that has no vector yet. */
    private record Missing(BatchEntry entry, int piece) {

        String passage() {
            return entry.pieces().get(piece).passage();
        }
    }

    /** Sets every vector that is missing. */
    void complete(List<BatchEntry> entries) {
        stored.reuse(entries);
        List<Missing> missing = new ArrayList<>();
        for (BatchEntry entry : entries) {
            for (int piece = 0; piece < entry.pieces().size(); piece++) {
                if (entry.lacks(piece)) {
                    missing.add(new Missing(entry, piece));
                }
            }
        }
        for (int from = 0; from < missing.size(); from += EMBED_TEXTS) {
            embed(missing.subList(from, Math.min(from + EMBED_TEXTS, missing.size())));
        }
    }

    private void embed(List<Missing> missing) {
        caller.requireWaiting();
        List<String> texts = missing.stream().map(Missing::passage).toList();
        List<Embedding> embeddings =
                engine.embed(EmbedRequest.passages(model, texts), caller).embeddings();
        for (int i = 0; i < missing.size(); i++) {
            missing.get(i).entry().embed(missing.get(i).piece(), embeddings.get(i));
        }
    }
}
