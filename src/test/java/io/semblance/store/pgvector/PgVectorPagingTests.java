package io.semblance.store.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.semblance.postgres.PostgresServer;
import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentStore;
import io.semblance.store.PagingContract;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchHits;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.filter.FilterParser;
import io.semblance.value.Embedding;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Pages of the store on PostgreSQL, by the contract. */
class PgVectorPagingTests extends PagingContract {

    @Override
    protected DocumentStore open() {
        PgVectorProperties properties = TestStores.properties(300);
        String url = PostgresServer.shared().urlOfNewSchema();
        return new PgVectorDocumentStore(TestStores.connections(url, properties), properties);
    }

    /** A search within one long document says nothing of how many chunks the next one needs. */
    @Test
    void searchOfOneLongDocumentDoesNotMakeTheNextOneDearer() {
        try (DocumentStore store = open()) {
            DocumentIndex index = store.create(TestStores.DOCS);
            List<Chunk> chunks = Collections.nCopies(5_000, new Chunk(0, 1, Embedding.of(1, 0, 0)));
            index.upsert(List.of(new Document("long", null, "x", Map.of("n", 0), "h", chunks)));
            for (int i = 1; i <= 50; i++) {
                Chunk chunk = new Chunk(0, 1, Embedding.of(1, i, 0));
                index.upsert(
                        List.of(
                                new Document(
                                        "d" + i, null, "x", Map.of("n", i), "h", List.of(chunk))));
            }
            SearchRequest others = nearest("n > 0");
            int before = index.search(others).plan().candidates();

            for (int i = 0; i < 3; i++) {
                SearchHits odd = index.search(nearest("n < 5"));
                assertThat(odd.hits()).hasSize(5);
                assertThat(odd.plan().candidates()).isGreaterThan(5_000);
            }
            assertThat(before).isEqualTo(16);
            assertThat(index.search(others).plan().candidates()).isEqualTo(16);
            for (int i = 0; i < 60; i++) {
                index.search(nearest("n == 0")).hits();
            }
            assertThat(index.search(others).plan().candidates()).isLessThanOrEqualTo(224);
        }
    }

    private static SearchRequest nearest(String filter) {
        return new SearchRequest(
                new Retrieval.ByVector(Embedding.of(1, 0, 0)),
                0,
                10,
                FilterParser.parse(filter),
                false,
                Grouping.DOCUMENT,
                false,
                false);
    }

    @Override
    protected void awaitGraph(DocumentIndex index) {
        await().atMost(Duration.ofMinutes(1)).until(() -> index.status().state().equals("ready"));
    }
}
