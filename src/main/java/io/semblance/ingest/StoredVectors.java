package io.semblance.ingest;

import io.semblance.catalog.CollectionDefinition;
import io.semblance.catalog.OpenCollection;
import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.value.Embedding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reuses the vectors of stored documents. The stored content hash proves that the collection's
 * model computed a document's vectors, and not a client; the vector of a chunk then belongs to
 * every chunk with exactly the same passage. Not thread-safe.
 */
final class StoredVectors {

    /** The most stored chunks that are read at once, except for a single document. */
    private static final int READ_CHUNKS = 512;

    private final DocumentIndex index;
    private final CollectionDefinition definition;
    private final Chunker chunker;

    StoredVectors(OpenCollection collection, Chunker chunker) {
        this.index = collection.index();
        this.definition = collection.definition();
        this.chunker = chunker;
    }

    /** Sets the vector of each chunk whose passage the stored document has too. */
    void reuse(List<BatchEntry> entries) {
        List<BatchEntry> group = new ArrayList<>();
        int chunks = 0;
        for (BatchEntry entry : entries) {
            if (entry.storedChunks() == 0) {
                continue;
            }
            if (chunks + entry.storedChunks() > READ_CHUNKS) {
                reuseGroup(group);
                group.clear();
                chunks = 0;
            }
            group.add(entry);
            chunks += entry.storedChunks();
        }
        reuseGroup(group);
    }

    private void reuseGroup(List<BatchEntry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        Map<String, Document> documents =
                index.documents(
                        entries.stream().map(entry -> entry.candidate().draft().id()).toList());
        for (BatchEntry entry : entries) {
            Document stored = documents.get(entry.candidate().draft().id());
            if (stored != null && ContentHash.isOfModel(stored, definition)) {
                reuse(entry, passages(stored));
            }
        }
    }

    private Map<String, Embedding> passages(Document stored) {
        Map<String, Embedding> vectors = new HashMap<>();
        String heading = chunker.heading(stored.title(), stored.text());
        for (Chunk chunk : stored.chunks()) {
            String text = stored.text().substring(chunk.start(), chunk.end());
            vectors.put(heading + text, chunk.embedding());
        }
        return vectors;
    }

    private static void reuse(BatchEntry entry, Map<String, Embedding> vectors) {
        for (int piece = 0; piece < entry.pieces().size(); piece++) {
            Embedding vector = vectors.get(entry.pieces().get(piece).passage());
            if (vector != null && entry.lacks(piece)) {
                entry.reuse(piece, vector);
            }
        }
    }
}
