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
 * document is replaced whole or not at all; no read ever sees chunks of two versions of it. Writers
 * of the same document follow one another; the last one stands.
 *
 * <p>Every method may throw {@link StoreUnavailableException}, and {@link IndexFailedException}
 * where it meets what is damaged.
 */
public interface DocumentIndex extends AutoCloseable {

    /** What this index is. */
    IndexDefinition definition();

    /**
     * Writes documents, each replacing the one of its id.
     *
     * @throws IllegalArgumentException if a vector has another dimension than the index, an id
     *     occurs twice, or the similarity is cosine and a vector is zero; nothing is written then
     */
    void upsert(List<Document> documents);

    /** Removes the documents of these ids; returns how many there were. */
    long delete(Collection<String> ids);

    /** Removes the documents that match; returns how many there were. */
    long delete(Filter filter);

    /**
     * Changes a document's metadata alone: the change is applied to what is stored, and no other
     * write of that document comes between. Returns the new head, or empty if there is no such
     * document. What the change throws is thrown on, and nothing is written then.
     *
     * @param contentHash that the document must have, or it counts as not there; null for any
     */
    Optional<DocumentHead> updateMetadata(
            String id,
            @Nullable String contentHash,
            UnaryOperator<Map<String, @Nullable Object>> change);

    /** The document of this id. */
    Optional<StoredDocument> get(String id);

    /** The heads of those of these ids that exist, by id. */
    Map<String, DocumentHead> heads(Collection<String> ids);

    /**
     * Up to {@code limit} documents in the order of their ids (by code point), those after {@code
     * afterId} where it is not null, and of them those that match the filter where it is not null.
     */
    List<DocumentHead> list(int limit, @Nullable String afterId, @Nullable Filter filter);

    /** How many documents match, or how many there are if the filter is null. */
    long count(@Nullable Filter filter);

    /** Figures for operators. */
    IndexStatus status();

    /**
     * The best hits, best first; equal scores are ordered by document id, then chunk number. Fewer
     * than {@code limit} means that there are no more.
     *
     * @throws IllegalArgumentException if the query vector has another dimension than the index, or
     *     is zero and the similarity is cosine
     * @throws SearchTimeoutException if the request's timeout passed first; what was found by then
     *     is never taken for the whole
     */
    List<Hit> search(SearchRequest request);

    /**
     * How a search is answered; it is done for that.
     *
     * @throws IllegalArgumentException as {@link #search} does
     * @throws SearchTimeoutException as {@link #search} does
     */
    SearchPlan explain(SearchRequest request);

    @Override
    void close();
}
