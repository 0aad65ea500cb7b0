package io.semblance.ingest;

import io.semblance.catalog.CollectionCatalog;
import io.semblance.catalog.OpenCollection;
import io.semblance.store.DocumentSummary;
import io.semblance.store.StoredDocument;
import io.semblance.store.filter.Filter;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads, lists, changes and deletes the documents of a collection. Thread-safe.
 *
 * <p>Every method throws a {@link io.semblance.catalog.CatalogException} if the collection does not
 * exist or cannot be used, and {@link io.semblance.store.StoreUnavailableException} if the store
 * cannot be reached.
 */
@Component
public final class Documents {

    private final CollectionCatalog catalog;
    private final IngestProperties limits;

    Documents(CollectionCatalog catalog, IngestProperties limits) {
        this.catalog = catalog;
        this.limits = limits;
    }

    /**
     * A page of a list.
     *
     * @param documents in the order of their ids, without text
     * @param cursor of the next page; null if this is the last page
     */
    public record Page(List<DocumentContent> documents, @Nullable String cursor) {}

    /**
     * The document with this id.
     *
     * @throws DocumentRefusedException if the id is not valid
     * @throws DocumentNotFoundException if there is no such document
     */
    public DocumentContent get(String collection, String id) {
        return catalog.get(collection)
                .index()
                .get(DocumentIds.require(id, "id"))
                .map(Documents::content)
                .orElseThrow(() -> new DocumentNotFoundException(collection, id));
    }

    /**
     * The documents with these ids that exist, in the order of the ids.
     *
     * @throws DocumentRefusedException if one of the ids is not valid
     */
    public List<DocumentContent> get(String collection, List<String> ids) {
        OpenCollection open = catalog.get(collection);
        DocumentIds.require(ids);
        Map<String, StoredDocument> stored = open.index().get(Set.copyOf(ids));
        return ids.stream()
                .distinct()
                .flatMap(id -> Stream.ofNullable(stored.get(id)))
                .map(Documents::content)
                .toList();
    }

    /**
     * Lists documents in the order of their ids.
     *
     * @param limit at least 1
     * @param cursor from the page before; null for the first page
     * @param filter on metadata; null for all
     * @throws DocumentRefusedException if the cursor cannot be read
     */
    public Page list(
            String collection, int limit, @Nullable String cursor, @Nullable Filter filter) {
        OpenCollection open = catalog.get(collection);
        String afterId = cursor == null ? null : ListCursor.decode(cursor);
        List<DocumentSummary> summaries = open.index().list(limit + 1, afterId, filter);
        boolean more = summaries.size() > limit;
        List<DocumentSummary> page = more ? summaries.subList(0, limit) : summaries;
        return new Page(
                page.stream().map(summary -> content(summary, null)).toList(),
                more ? ListCursor.encode(page.getLast().id()) : null);
    }

    /**
     * Changes a document's metadata by a merge patch (RFC 7396); nothing is embedded.
     *
     * @return the document with its new metadata, without text
     * @throws DocumentNotFoundException if there is no such document
     * @throws DocumentRefusedException if the result is not valid metadata, or the id is not valid
     */
    public DocumentContent patchMetadata(
            String collection, String id, Map<String, @Nullable Object> patch) {
        OpenCollection open = catalog.get(collection);
        DocumentSummary stored =
                open.index().summaries(List.of(DocumentIds.require(id, "id"))).get(id);
        if (stored == null) {
            throw new DocumentNotFoundException(collection, id);
        }
        return open.index()
                .updateMetadata(id, null, current -> patched(current, patch, stored.chunks()))
                .map(summary -> content(summary, null))
                .orElseThrow(() -> new DocumentNotFoundException(collection, id));
    }

    private Map<String, @Nullable Object> patched(
            Map<String, @Nullable Object> current,
            Map<String, @Nullable Object> patch,
            int chunks) {
        var patched =
                Metadata.checked(Metadata.merged(current, patch), limits.metadata().toBytes());
        Metadata.requireRoom(patched, chunks);
        return patched;
    }

    /**
     * Deletes a document.
     *
     * @throws DocumentRefusedException if the id is not valid
     * @throws DocumentNotFoundException if there is no such document
     */
    public void delete(String collection, String id) {
        OpenCollection open = catalog.get(collection);
        if (open.index().delete(List.of(DocumentIds.require(id, "id"))) == 0) {
            throw new DocumentNotFoundException(collection, id);
        }
    }

    /**
     * Deletes documents; returns the number of deleted documents.
     *
     * @throws DocumentRefusedException if one of the ids is not valid
     */
    public long delete(String collection, List<String> ids) {
        OpenCollection open = catalog.get(collection);
        DocumentIds.require(ids);
        return open.index().delete(ids);
    }

    /** Deletes the documents that match a filter; returns the number of deleted documents. */
    public long deleteMatching(String collection, Filter filter) {
        return catalog.get(collection).index().delete(filter);
    }

    private static DocumentContent content(StoredDocument document) {
        return content(document.summary(), document.text());
    }

    private static DocumentContent content(DocumentSummary summary, @Nullable String text) {
        return new DocumentContent(
                summary.id(), summary.title(), text, summary.metadata(), summary.chunks());
    }
}
