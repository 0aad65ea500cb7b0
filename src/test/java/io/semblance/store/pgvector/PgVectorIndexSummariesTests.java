package io.semblance.store.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.semblance.postgres.PostgresServer;
import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.store.DocumentStore;
import io.semblance.store.IndexSummariesContract;
import io.semblance.value.Embedding;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The list of the indexes on PostgreSQL, and the table that its counts are in. */
class PgVectorIndexSummariesTests extends IndexSummariesContract {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PostgresServer server = PostgresServer.shared();
    private @Nullable String url;

    @Override
    protected DocumentStore open() {
        if (url == null) {
            url = server.urlOfNewSchema();
        }
        return TestStores.open(url);
    }

    private String url() {
        return Objects.requireNonNull(url);
    }

    @Test
    void rowsOfTheCountsStayFew() throws SQLException {
        try (PgVectorDocumentStore second = TestStores.open(url())) {
            DocumentIndex index = second.open(TestStores.DOCS);
            for (int i = 0; i < 150; i++) {
                index.upsert(List.of(document("d" + i)));
            }
            await().atMost(PATIENCE).until(() -> rows() <= 2);
            assertThat(second.summaries().get("docs"))
                    .satisfies(each -> assertThat(each.documents()).isEqualTo(150));
        }
    }

    @Test
    void rowsThatOthersChangedAreCountedWhenTheIndexIsShownOrOpened() throws SQLException {
        try (PgVectorDocumentStore second = TestStores.open(url())) {
            DocumentIndex index = second.open(TestStores.DOCS);
            index.upsert(List.of(document("a"), document("b"), document("c")));

            TestStores.execute(url(), "DELETE FROM docs; DELETE FROM docs_doc WHERE doc_id = 'a'");
            assertThat(index.status().documents()).isEqualTo(2);
            TestStores.awaitCounts(second, Map.of("docs", 2L));

            TestStores.execute(url(), "DELETE FROM docs_doc WHERE doc_id = 'b'");
            try (PgVectorDocumentStore third = TestStores.open(url())) {
                third.open(TestStores.DOCS);
                TestStores.awaitCounts(third, Map.of("docs", 1L));
            }
        }
    }

    /** As a version without counts has left it. */
    @Test
    void indexThatWasNeverCountedIsCountedAfterItIsOpened() throws SQLException {
        try (PgVectorDocumentStore second = TestStores.open(url())) {
            second.open(TestStores.DOCS).upsert(List.of(document("a"), document("b")));
        }
        TestStores.execute(url(), "DROP TABLE " + IndexCounts.TABLE);
        try (PgVectorDocumentStore upgraded = TestStores.open(url())) {
            assertThat(upgraded.summaries().get("docs"))
                    .satisfies(each -> {
                        assertThat(each.state()).isEqualTo("counting");
                        assertThat(each.documents()).isNull();
                        assertThat(each.sizeBytes()).isNull();
                    });
            DocumentIndex index = upgraded.open(TestStores.DOCS);
            index.upsert(List.of(document("c")));
            TestStores.awaitCounts(upgraded, Map.of("docs", 3L));
            assertThat(upgraded.summaries().get("docs"))
                    .satisfies(each -> assertThat(each.state()).isEqualTo("ready"));
        }
    }

    private long rows() throws SQLException {
        try (var connection =
                DriverManager.getConnection(url(), server.username(), server.password())) {
            return new SqlQuery()
                    .add("SELECT count(*) FROM " + IndexCounts.TABLE)
                    .number(connection);
        }
    }

    private static Document document(String id) {
        return new Document(
                id, null, "text", Map.of(), "h", List.of(new Chunk(0, 4, Embedding.of(1, 0, 0))));
    }
}
