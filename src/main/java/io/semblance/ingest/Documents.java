package io.semblance.ingest;

import io.semblance.catalog.CollectionCatalog;
import io.semblance.catalog.OpenCollection;
import io.semblance.ingest.DocumentRefusedException.Reason;
import io.semblance.store.DocumentHead;
import io.semblance.store.StoredDocument;
import io.semblance.store.filter.Filter;
import io.semblance.store.filter.FilterParser;
import io.semblance.store.filter.FilterSyntaxException;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The documents of a collection by their ids: read, listed, changed and deleted. Thread-safe.
 *
 * <p>Every method throws a {@link io.semblance.catalog.CatalogException} if there is no such
 * collection or the store cannot be reached.
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
     * @param cursor for the next page; null if this is the last
     */
    public record Page(List<DocumentContent> documents, @Nullable String cursor) {}

    /**
     * The document of this id.
     *
     * @throws DocumentRefusedException if no document can have it
     * @throws DocumentNotFoundException if there is none
     */
    public DocumentContent get(String collection, String id) {
        return catalog.get(collection)
                .index()
                .get(DocumentIds.require(id, "id"))
                .map(Documents::content)
                .orElseThrow(() -> new DocumentNotFoundException(collection, id));
    }

    /**
     * Those of these documents that exist, in the order of the ids.
     *
     * @throws DocumentRefusedException if no document can have one of them
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
     * @param cursor of the page before; null for the first
     * @param filter in either spelling; null for all
     * @throws DocumentRefusedException if cursor or filter cannot be read
     */
    public Page list(
            String collection, int limit, @Nullable String cursor, @Nullable Object filter) {
        OpenCollection open = catalog.get(collection);
        String afterId = cursor == null ? null : ListCursor.decode(cursor);
        List<DocumentHead> heads = open.index().list(limit + 1, afterId, parse(filter));
        boolean more = heads.size() > limit;
        List<DocumentHead> page = more ? heads.subList(0, limit) : heads;
        return new Page(
                page.stream().map(head -> content(head, null)).toList(),
                more ? ListCursor.encode(page.getLast().id()) : null);
    }

    /**
     * Changes a document's metadata by a merge patch (RFC 7396); nothing is embedded.
     *
     * @return the document with its new metadata, without text
     * @throws DocumentNotFoundException if there is none
     * @throws DocumentRefusedException if the result cannot be metadata, or no document can have
     *     this id
     */
    public DocumentContent patchMetadata(
            String collection, String id, Map<String, @Nullable Object> patch) {
        OpenCollection open = catalog.get(collection);
        DocumentHead stored = open.index().heads(List.of(DocumentIds.require(id, "id"))).get(id);
        if (stored == null) {
            throw new DocumentNotFoundException(collection, id);
        }
        return open.index()
                .updateMetadata(id, null, current -> patched(current, patch, stored.chunks()))
                .map(head -> content(head, null))
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
     * @throws DocumentRefusedException if no document can have this id
     * @throws DocumentNotFoundException if there is none
     */
    public void delete(String collection, String id) {
        OpenCollection open = catalog.get(collection);
        if (open.index().delete(List.of(DocumentIds.require(id, "id"))) == 0) {
            throw new DocumentNotFoundException(collection, id);
        }
    }

    /**
     * Deletes documents; returns how many there were.
     *
     * @throws DocumentRefusedException if no document can have one of these ids
     */
    public long delete(String collection, List<String> ids) {
        OpenCollection open = catalog.get(collection);
        DocumentIds.require(ids);
        return open.index().delete(ids);
    }

    /**
     * Deletes the documents that match; returns how many there were.
     *
     * @param filter in either spelling
     * @throws DocumentRefusedException if it cannot be read
     */
    public long deleteMatching(String collection, Object filter) {
        OpenCollection open = catalog.get(collection);
        Filter parsed = parse(filter);
        return parsed == null ? 0 : open.index().delete(parsed);
    }

    private static @Nullable Filter parse(@Nullable Object filter) {
        try {
            return FilterParser.parse(filter);
        } catch (FilterSyntaxException e) {
            throw new DocumentRefusedException(
                    Reason.INVALID_FILTER, "filter", String.valueOf(e.getMessage()), e);
        }
    }

    private static DocumentContent content(StoredDocument document) {
        return content(document.head(), document.text());
    }

    private static DocumentContent content(DocumentHead head, @Nullable String text) {
        return new DocumentContent(head.id(), head.title(), text, head.metadata(), head.chunks());
    }
}
