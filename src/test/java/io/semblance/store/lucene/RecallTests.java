package io.semblance.store.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentStore;
import io.semblance.store.Hit;
import io.semblance.store.IndexDefinition;
import io.semblance.store.Language;
import io.semblance.store.LatentVectors;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.Storage;
import io.semblance.store.filter.Filter;
import io.semblance.store.filter.FilterParser;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The approximate index finds what exact search finds, after many updates and deletes too. */
class RecallTests {

    private static final int DIMENSION = 64;

    private static final int DOCUMENTS = 6_000;
    private static final int QUERIES = 60;

    @TempDir Path folder;

    private final LatentVectors vectors = new LatentVectors(DIMENSION, 7);

    @Test
    void recallAt10IsAtLeast98PercentAfterManyUpdates() {
        try (DocumentStore store = new LuceneDocumentStore(folder)) {
            DocumentIndex index =
                    store.create(
                            new IndexDefinition(
                                    "docs",
                                    DIMENSION,
                                    Similarity.COSINE,
                                    Language.ENGLISH,
                                    Storage.VECTOR,
                                    16,
                                    64));
            for (int round = 0; round < 4; round++) {
                for (int from = 0; from < DOCUMENTS; from += 500) {
                    index.upsert(documents(from, 500));
                }
            }
            index.delete(Objects.requireNonNull(FilterParser.parse("n < 500")));

            assertThat(recall(index, null)).isGreaterThanOrEqualTo(0.98);
            assertThat(recall(index, FilterParser.parse("half == true")))
                    .isGreaterThanOrEqualTo(0.98);
            assertThat(recall(index, FilterParser.parse("n < 520"))).isEqualTo(1);
        }
    }

    private List<Document> documents(int from, int count) {
        List<Document> documents = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            documents.add(
                    new Document(
                            "d" + i,
                            null,
                            "d",
                            Map.of("n", i, "half", i % 2 == 0),
                            "h",
                            List.of(new Chunk(0, 1, vectors.next()))));
        }
        return documents;
    }

    private double recall(DocumentIndex index, @Nullable Filter filter) {
        int found = 0;
        int wanted = 0;
        for (int i = 0; i < QUERIES; i++) {
            Embedding query = vectors.next();
            Set<String> exact = new HashSet<>(search(index, query, filter, true));
            List<String> approximate = search(index, query, filter, false);
            assertThat(approximate).hasSize(10);
            wanted += exact.size();
            exact.retainAll(approximate);
            found += exact.size();
        }
        return (double) found / wanted;
    }

    private static List<String> search(
            DocumentIndex index, Embedding query, @Nullable Filter filter, boolean exact) {
        return index
                .search(
                        new SearchRequest(
                                new Retrieval.ByVector(query),
                                0,
                                10,
                                filter,
                                exact,
                                Grouping.DOCUMENT,
                                false,
                                false))
                .hits()
                .stream()
                .map(Hit::id)
                .toList();
    }
}
