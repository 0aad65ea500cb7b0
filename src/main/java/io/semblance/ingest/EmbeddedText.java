package io.semblance.ingest;

import io.semblance.value.Embedding;

import java.util.List;

/**
 * The chunks of a document's text with the vectors that a model computed for them, as an export
 * contains them. They are stored without embedding if they are certain to be what the collection
 * would compute.
 *
 * @param modelVersion version of the model that computed the vectors
 * @param contentHash content hash of the document that had these chunks: of its title, its text,
 *     and the settings for chunking and embedding
 * @param scaled whether the vectors were scaled to unit length because they were stored for cosine
 *     similarity, although the model's vectors have other lengths
 * @param chunks in the order of the text
 */
public record EmbeddedText(
        String modelVersion, String contentHash, boolean scaled, List<EmbeddedChunk> chunks) {

    /** Copies the list. */
    public EmbeddedText {
        chunks = List.copyOf(chunks);
    }

    /**
     * A chunk with its vector, not validated yet.
     *
     * @param start offset of its first character in the text, in UTF-16 code units
     * @param end offset after its last character
     */
    public record EmbeddedChunk(int start, int end, Embedding embedding) {}
}
