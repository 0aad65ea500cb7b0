package io.semblance.ingest;

import io.semblance.catalog.CollectionDefinition;
import io.semblance.ingest.DocumentRefusedException.Reason;
import io.semblance.ingest.EmbeddedText.EmbeddedChunk;
import io.semblance.store.ChunkSource;
import io.semblance.value.UnicodeText;

import org.jspecify.annotations.Nullable;

/** Decides whether the vectors of an embedded text can be stored, and validates its chunks. */
final class EmbeddedTextValidator {

    private final CollectionDefinition collection;

    EmbeddedTextValidator(CollectionDefinition collection) {
        this.collection = collection;
    }

    /**
     * The embedded text of a draft, if the collection would compute the same chunks and vectors;
     * null if the draft has none or must be embedded.
     *
     * @param contentHash the {@link ContentHash} of the draft in this collection
     */
    @Nullable EmbeddedText current(DraftValidator.ValidDraft draft, String contentHash) {
        EmbeddedText embedded = draft.embedded();
        return embedded != null
                        && draft.vector() == null
                        && embedded.fits(collection)
                        && embedded.contentHash().equals(contentHash)
                ? embedded
                : null;
    }

    /**
     * Validates the chunks.
     *
     * @param text the document's text
     * @throws DocumentRefusedException if there are none, or if one is not a chunk of the text or
     *     has a vector or a source that cannot be stored; it names the chunk
     */
    void require(EmbeddedText embedded, String text) {
        if (embedded.chunks().isEmpty()) {
            throw new DocumentRefusedException(
                    Reason.INVALID_VECTOR,
                    "embedding.chunks",
                    "the embedding has no chunks; send the chunks of the export, or omit"
                            + " embedding");
        }
        int lastStart = -1;
        for (int i = 0; i < embedded.chunks().size(); i++) {
            EmbeddedChunk chunk = embedded.chunks().get(i);
            requireSpan(i, chunk, lastStart, text);
            String problem = collection.problemOf(chunk.embedding());
            if (problem != null) {
                throw new DocumentRefusedException(
                        Reason.INVALID_VECTOR,
                        "embedding.chunks[%d].vector".formatted(i),
                        "chunk %d of the embedding: %s".formatted(i, problem));
            }
            ChunkSource source = chunk.source();
            if (source != null) {
                requireText(i, "section", source.section());
                requireText(i, "sheet", source.sheet());
            }
            lastStart = chunk.start();
        }
    }

    private static void requireText(int index, String name, @Nullable String text) {
        String problem = text == null ? null : UnicodeText.problem(text);
        if (problem != null) {
            throw new DocumentRefusedException(
                    Reason.INVALID_TEXT,
                    "embedding.chunks[%d].source.%s".formatted(index, name),
                    "chunk %d of the embedding has a source whose %s has %s; remove it"
                            .formatted(index, name, problem));
        }
    }

    private static void requireSpan(int index, EmbeddedChunk chunk, int lastStart, String text) {
        boolean ordered = chunk.start() > lastStart && chunk.end() >= chunk.start();
        boolean within = chunk.end() <= text.length();
        boolean empty = chunk.start() == chunk.end() && !text.isBlank();
        if (!ordered || !within || empty || splitsPair(chunk, text)) {
            throw new DocumentRefusedException(
                    Reason.INVALID_VECTOR,
                    "embedding.chunks[%d]".formatted(index),
                    "chunk %d of the embedding is from %d to %d, but chunks must be in order, not empty, and within the text of %d characters; send the chunks of the export, or omit embedding"
                            .formatted(index, chunk.start(), chunk.end(), text.length()));
        }
    }

    private static boolean splitsPair(EmbeddedChunk chunk, String text) {
        return UnicodeText.boundary(text, chunk.start()) != chunk.start()
                || UnicodeText.boundary(text, chunk.end()) != chunk.end();
    }
}
