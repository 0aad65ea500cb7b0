package io.semblance.store;

import io.semblance.store.filter.Filter;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One index of documents. Thread-safe.
 *
 * <p>A write is durable when its method returns, and every read that starts later sees it. A
 * document is replaced whole or not at all; no read ever sees chunks of two versions of it. Writes
 * of the same document run one after another, and the last one wins.
 *
 * <p>Every method may throw {@link StoreUnavailableException}, and {@link IndexFailedException} if
 * it reads damaged data.
 */
public interface DocumentIndex extends AutoCloseable {

    /** The definition of this index. */
    IndexDefinition definition();

    /**
     * Writes documents; each replaces the stored document with the same id.
     *
     * @throws IllegalArgumentException if a vector has another dimension than the index, an id
     *     occurs twice, or the similarity is cosine and a vector is zero; nothing is written then
     */
    void upsert(List<Document> documents);

    /** Removes the documents with these ids; returns the number of removed documents. */
    long delete(Collection<String> ids);

    /** Removes the documents that match; returns the number of removed documents. */
    long delete(Filter filter);

    /**
     * Changes only a document's metadata. The change is applied to the stored metadata, atomically
     * with respect to other writes of the document. Returns the new summary, or empty if there is
     * no such document. If the change throws an exception, nothing is written and the exception is
     * passed on.
     *
     * @param contentHash hash that the document must have, otherwise the result is empty; null for
     *     any
     */
    Optional<DocumentSummary> updateMetadata(
            String id,
            @Nullable String contentHash,
            UnaryOperator<Map<String, @Nullable Object>> change);

    /** The document with this id; empty if it does not exist. */
    Optional<StoredDocument> get(String id);

    /** The documents with these ids that exist, by id, in one read. */
    Map<String, StoredDocument> get(Collection<String> ids);

    /**
     * The documents with these ids that exist, by id, with their chunks and vectors, each in one
     * consistent version. A vector is returned as it is stored: of unit length if the similarity is
     * cosine, and rounded to 16 bits if the storage is {@link Storage#HALFVEC}. If a document is
     * written again as it was read, its vectors stay the same to the bit.
     *
     * <p>Unlike other reads, this is not charged to the {@link io.semblance.memory.MemoryAccount}:
     * the caller limits how much it reads at once.
     */
    Map<String, Document> documents(Collection<String> ids);

    /** The summaries of the documents with these ids that exist, by id. */
    Map<String, DocumentSummary> summaries(Collection<String> ids);

    /**
     * The first {@code limit} documents in the order of their ids (by code point).
     *
     * @param afterId only documents after this id are listed; null for all
     * @param filter only documents that match are listed; null for all
     */
    List<DocumentSummary> list(int limit, @Nullable String afterId, @Nullable Filter filter);

    /** The number of documents that match the filter, or of all documents if it is null. */
    long count(@Nullable Filter filter);

    /** The state and size of the index. */
    IndexStatus status();

    /**
     * Finds the hits of one page. {@link SearchRequest} defines the order of all hits, and how
     * pages fit together.
     *
     * @throws IllegalArgumentException if the query vector has another dimension than the index, or
     *     is zero and the similarity is cosine
     * @throws io.semblance.value.DeadlineExceededException if the request's deadline passed first;
     *     a partial result is never returned
     */
    SearchHits search(SearchRequest request);

    @Override
    void close();
}
