package io.semblance.catalog;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentSummary;
import io.semblance.store.IndexBusyException;
import io.semblance.store.IndexDefinition;
import io.semblance.store.IndexFailedException;
import io.semblance.store.IndexMismatchException;
import io.semblance.store.IndexMissingException;
import io.semblance.store.IndexStatus;
import io.semblance.store.SearchHits;
import io.semblance.store.SearchRequest;
import io.semblance.store.StoreException;
import io.semblance.store.StoreIncompatibleException;
import io.semblance.store.StoreUnavailableException;
import io.semblance.store.StoredDocument;
import io.semblance.store.filter.Filter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A collection's index. It measures the time of every call, and translates exceptions of the store
 * to exceptions that name the collection.
 */
final class CollectionIndex implements DocumentIndex {

    private final String collection;
    private final DocumentIndex index;
    private final MeterRegistry meters;
    private final Function<StoreException, CatalogException> failed;

    /**
     * @param failed creates the exception to throw when the index turns out to be missing or
     *     damaged
     */
    CollectionIndex(
            String collection,
            DocumentIndex index,
            MeterRegistry meters,
            Function<StoreException, CatalogException> failed) {
        this.collection = collection;
        this.index = index;
        this.meters = meters;
        this.failed = failed;
    }

    private <T extends @Nullable Object> T timed(String operation, Supplier<T> call) {
        Timer.Sample sample = Timer.start(meters);
        try {
            return call.get();
        } catch (StoreException e) {
            throw translated(e);
        } finally {
            sample.stop(
                    Timer.builder("semblance.store")
                            .description("Time of a call to the store")
                            .tag("operation", operation)
                            .publishPercentileHistogram()
                            .maximumExpectedValue(Duration.ofSeconds(30))
                            .register(meters));
        }
    }

    private RuntimeException translated(StoreException failure) {
        return switch (failure) {
            case IndexMissingException gone -> failed.apply(gone);
            case IndexMismatchException mismatch -> failed.apply(mismatch);
            case IndexFailedException damaged -> failed.apply(damaged);
            case StoreUnavailableException unavailable -> unavailable;
            case StoreIncompatibleException incompatible -> incompatible;
            case IndexBusyException busy ->
                    new CollectionBusyException(
                            collection, String.valueOf(busy.getMessage()), busy);
        };
    }

    @Override
    public IndexDefinition definition() {
        return index.definition();
    }

    @Override
    public void upsert(List<Document> documents) {
        timed(
                "upsert",
                () -> {
                    index.upsert(documents);
                    return null;
                });
    }

    @Override
    public long delete(Collection<String> ids) {
        return timed("delete", () -> index.delete(ids));
    }

    @Override
    public long delete(Filter filter) {
        return timed("delete", () -> index.delete(filter));
    }

    @Override
    public Optional<DocumentSummary> updateMetadata(
            String id,
            @Nullable String contentHash,
            UnaryOperator<Map<String, @Nullable Object>> change) {
        return timed("updateMetadata", () -> index.updateMetadata(id, contentHash, change));
    }

    @Override
    public Optional<StoredDocument> get(String id) {
        return timed("get", () -> index.get(id));
    }

    @Override
    public Map<String, StoredDocument> get(Collection<String> ids) {
        return timed("get", () -> index.get(ids));
    }

    @Override
    public Map<String, Document> documents(Collection<String> ids) {
        return timed("documents", () -> index.documents(ids));
    }

    @Override
    public Map<String, DocumentSummary> summaries(Collection<String> ids) {
        return timed("get", () -> index.summaries(ids));
    }

    @Override
    public List<DocumentSummary> list(
            int limit, @Nullable String afterId, @Nullable Filter filter) {
        return timed("list", () -> index.list(limit, afterId, filter));
    }

    @Override
    public long count(@Nullable Filter filter) {
        return timed("count", () -> index.count(filter));
    }

    @Override
    public IndexStatus status() {
        return timed("status", index::status);
    }

    @Override
    public SearchHits search(SearchRequest request) {
        return timed("search", () -> index.search(request));
    }

    @Override
    public void close() {
        index.close();
    }
}
