package io.semblance.ingest;

import io.semblance.catalog.CollectionDefinition;
import io.semblance.store.ChunkSource;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The chunks of a document's text with the vectors that a model computed for them, as an export
 * contains them. They are stored without embedding if they are certain to be what the collection
 * would compute.
 *
 * @param modelVersion version of the model that computed the vectors
 * @param contentHash content hash of the document that had these chunks: of its title, its text,
 *     the settings for chunking and embedding, and the sections of its file
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
     * @param source where it begins in the file that the document was read from; null if the
     *     document was not read from a file, or the place is not known
     */
    public record EmbeddedChunk(
            int start, int end, Embedding embedding, @Nullable ChunkSource source) {

        /** Creates a chunk without a source. */
        public EmbeddedChunk(int start, int end, Embedding embedding) {
            this(start, end, embedding, null);
        }
    }

    /**
     * Whether the vectors are those of a collection's model, and have the lengths that the
     * collection needs.
     */
    boolean fits(CollectionDefinition collection) {
        return modelVersion.equals(collection.modelVersion())
                && (!scaled || collection.metric() == Similarity.COSINE);
    }
}
