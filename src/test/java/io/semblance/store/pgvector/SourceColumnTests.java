package io.semblance.store.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.semblance.postgres.PostgresServer;
import io.semblance.store.Chunk;
import io.semblance.store.ChunkSource;
import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.store.Hit;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.value.Embedding;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Tables of versions that did not know where in a file a chunk begins. */
class SourceColumnTests {

    private static final ChunkSource PAGE = new ChunkSource(2, null, null, null);

    private final String url = PostgresServer.shared().urlOfNewSchema();

    @BeforeEach
    void writeFormerTable() throws SQLException {
        try (PgVectorDocumentStore store = TestStores.open(url)) {
            store.create(TestStores.DOCS).upsert(List.of(document("old", null)));
        }
        TestStores.execute(url, "ALTER TABLE docs DROP COLUMN source");
    }

    @Test
    void openingATableAddsTheColumn() {
        try (PgVectorDocumentStore store = TestStores.open(url)) {
            DocumentIndex index = store.open(TestStores.DOCS);
            index.upsert(List.of(document("new", PAGE)));

            assertThat(found(index))
                    .extracting(Hit::id, Hit::source)
                    .containsExactly(tuple("new", PAGE), tuple("old", null));
        }
    }

    @Test
    void aTableIsWholeBeforeTheColumnIsAdded() {
        try (PgVectorDocumentStore store = TestStores.open(url)) {
            assertThat(store.verify(TestStores.DOCS).problems()).isEmpty();
        }
    }

    private static List<Hit> found(DocumentIndex index) {
        return index.search(
                        new SearchRequest(
                                new Retrieval.ByText("text"),
                                0,
                                10,
                                null,
                                false,
                                Grouping.DOCUMENT,
                                false,
                                false))
                .hits();
    }

    private static Document document(String id, @Nullable ChunkSource source) {
        Chunk chunk = new Chunk(0, 4, Embedding.of(1, 0, 0), source);
        return new Document(id, null, "text", Map.of(), "h", List.of(chunk));
    }
}
