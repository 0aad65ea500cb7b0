package io.semblance.ingest;

import io.semblance.ingest.Chunker.ChunkText;
import io.semblance.ingest.EmbeddedText.EmbeddedChunk;
import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.value.Embedding;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** A document of a batch: its chunks, and their vectors as they become known. Not thread-safe. */
final class BatchEntry {

    private final DocumentBatch.Candidate candidate;
    private final long memory;
    private final int storedChunks;
    private final List<ChunkText> pieces;
    private final @Nullable Embedding[] vectors;
    private final List<EmbeddedChunk> given;
    private int reused;
    private int embedded;

    /**
     * @param memory bytes that it holds of the memory for writes
     * @param storedChunks chunks of the document that it replaces, whose vectors may be reused; 0
     *     if they are not to be read
     * @param pieces its chunks; empty if it has a vector of its own, for the whole text
     * @param given all chunks, if their vectors were given with the document; otherwise empty
     */
    BatchEntry(
            DocumentBatch.Candidate candidate,
            long memory,
            int storedChunks,
            List<ChunkText> pieces,
            List<EmbeddedChunk> given) {
        this.candidate = candidate;
        this.memory = memory;
        this.storedChunks = storedChunks;
        this.pieces = pieces;
        this.vectors = new Embedding[Math.max(1, pieces.size())];
        this.given = given;
        for (int i = 0; i < given.size(); i++) {
            vectors[i] = given.get(i).embedding();
        }
    }

    DocumentBatch.Candidate candidate() {
        return candidate;
    }

    long memory() {
        return memory;
    }

    int storedChunks() {
        return storedChunks;
    }

    List<ChunkText> pieces() {
        return pieces;
    }

    /** The number of chunks. */
    int chunks() {
        return vectors.length;
    }

    /** Whether the vector of a chunk is not known yet. */
    boolean lacks(int piece) {
        return vectors[piece] == null;
    }

    /** Sets the vector that the stored document has for a chunk with the same passage. */
    void reuse(int piece, Embedding vector) {
        vectors[piece] = vector;
        reused++;
    }

    /** Sets the vector that the model computed for a chunk. */
    void embed(int piece, Embedding vector) {
        vectors[piece] = vector;
        embedded++;
    }

    /** The number of chunks whose vectors were given with the document. */
    int given() {
        return given.size();
    }

    /** The number of chunks whose vectors the stored document had. */
    int reused() {
        return reused;
    }

    /** The number of chunks that the model embedded. */
    int embedded() {
        return embedded;
    }

    /** The document to store; every vector must be known. */
    Document document() {
        DraftValidator.ValidDraft draft = candidate.draft();
        return new Document(
                draft.id(),
                draft.title(),
                draft.text(),
                draft.metadata(),
                candidate.contentHash(),
                IntStream.range(0, vectors.length).mapToObj(this::chunk).toList());
    }

    private Chunk chunk(int index) {
        if (!given.isEmpty()) {
            EmbeddedChunk chunk = given.get(index);
            return new Chunk(chunk.start(), chunk.end(), chunk.embedding(), chunk.source());
        }
        TextSpan span = pieces.get(index).span();
        return new Chunk(
                span.start(),
                span.end(),
                Objects.requireNonNull(vectors[index]),
                ChunkSources.at(candidate.draft().sections(), span.start()));
    }

    DocumentOutcome outcome(List<String> warnings) {
        return new DocumentOutcome(
                candidate.draft().id(),
                candidate.status(),
                vectors.length,
                embedded,
                reused,
                null,
                warnings);
    }
}
