package io.semblance.store.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.postgres.PostgresServer;
import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.store.Hit;
import io.semblance.store.IndexMismatchException;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.analysis.TextAnalysis;
import io.semblance.value.Embedding;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Tables whose words are those that PostgreSQL's own text search made. */
class TermsUpgradeTests {

    private static final IndexTables TABLES = new IndexTables(TestStores.DOCS);
    private static final int DOCUMENTS = 250;
    private static final String FORMER_COMMENT =
            "COMMENT ON TABLE docs IS 'Semblance index {\"dimension\":3,\"metric\":\"cosine\","
                + "\"language\":\"english\",\"storage\":\"halfvec\",\"m\":16,\"efConstruction\":64}'";

    private final String url = PostgresServer.shared().urlOfNewSchema();
    private final PgConnections connections =
            TestStores.connections(url, TestStores.properties(2_000));

    /** The tables as versions before the common text analysis have written them. */
    @BeforeEach
    void writeFormerTables() throws SQLException {
        try (PgVectorDocumentStore store = TestStores.open(url)) {
            DocumentIndex index = store.create(TestStores.DOCS);
            List<Document> documents = new ArrayList<>();
            documents.add(document("chinese", "招商证券股份有限公司在深圳"));
            documents.add(document("latin", "The re\u0301sume\u0301 of foxes"));
            for (int i = 0; i < DOCUMENTS - 2; i++) {
                documents.add(document("n%03d".formatted(i), "running café number" + i));
            }
            index.upsert(documents);
        }
        TestStores.execute(
                url,
                """
                UPDATE docs c SET words = w.words, word_count = length(w.words)
                FROM docs_doc d, LATERAL (SELECT to_tsvector('pg_catalog.english',
                  concat_ws(E'\\n', d.title, d.body)) AS words) w
                WHERE d.doc_id = c.doc_id\
                """);
        TestStores.execute(url, FORMER_COMMENT);
    }

    @AfterEach
    void close() {
        connections.close();
    }

    @Test
    void wordsAreReplacedBesideTheTraffic() {
        try (PgVectorDocumentStore store = TestStores.open(url)) {
            DocumentIndex index = store.open(TestStores.DOCS);
            index.upsert(List.of(document("n001", "忘记密码请点击重置")));
            assertThat(found(index, "foxes")).containsExactly("latin");
            await(index);

            assertThat(found(index, "招商证券")).containsExactly("chinese");
            assertThat(found(index, "resume")).containsExactly("latin");
            assertThat(found(index, "密码")).containsExactly("n001");
            assertThat(found(index, "number1")).isEmpty();
            assertThat(found(index, "number7 cafe")).first().isEqualTo("n007");
            assertThat(index.count(null)).isEqualTo(DOCUMENTS);
        }
    }

    @Test
    void searchesFindTheFormerWordsUntilAllAreReplaced() {
        TermsBatch batch = new TermsBatch(TABLES);
        assertThat(connections.write(batch::next)).isEqualTo(TermsBatch.Outcome.MORE);
        batch.committed();

        // Of the first hundred, and of those that still have "run" and "numb200".
        assertThat(formerFound("招商证券")).containsExactly("chinese");
        assertThat(formerFound("foxes")).containsExactly("latin");
        assertThat(formerFound("number50")).containsExactly("n050");
        assertThat(formerFound("number200")).containsExactly("n200");
        assertThat(formerFound("running")).hasSize(10);
    }

    @Test
    void anotherProcessContinuesWhatOneHasBegun() throws SQLException {
        TermsBatch begun = new TermsBatch(TABLES);
        assertThat(connections.write(begun::next)).isEqualTo(TermsBatch.Outcome.MORE);
        begun.committed();

        TermsBatch next = new TermsBatch(TABLES);
        int batches = 1;
        while (connections.write(next::next) == TermsBatch.Outcome.MORE) {
            next.committed();
            batches++;
        }

        assertThat(batches).isEqualTo(4);
        assertThat(next.chunks()).isEqualTo(DOCUMENTS);
        long former =
                connections.read(connection ->
                        new SqlQuery()
                                .add(
                                        "SELECT count(*) FROM docs WHERE NOT words @@ '''%s'''::tsquery"
                                                .formatted(TermVector.MARK))
                                .number(connection));
        assertThat(former).isZero();
        assertThat(analysis()).isEqualTo(TextAnalysis.VERSION);
    }

    @Test
    void aBatchThatIsNotCommittedIsDoneAgain() {
        TermsBatch batch = new TermsBatch(TABLES);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() ->
                            connections.write(connection -> {
                                var _ = batch.next(connection);
                                throw new IllegalStateException("before the commit");
                            }))
                    .hasMessage("before the commit");
        }
        assertThat(batch.chunks()).isZero();
        while (connections.write(batch::next) == TermsBatch.Outcome.MORE) {
            batch.committed();
        }

        assertThat(batch.chunks()).isEqualTo(DOCUMENTS);
    }

    @Test
    void refusesTablesOfANewerTextAnalysis() throws SQLException {
        TestStores.execute(url, TABLES.comment(99));
        try (PgVectorDocumentStore store = TestStores.open(url)) {
            assertThatThrownBy(() -> store.open(TestStores.DOCS))
                    .isInstanceOf(IndexMismatchException.class)
                    .hasMessageContaining("newer version of Semblance")
                    .hasMessageContaining("99");
        }
    }

    /** Older versions read the definition right after the prefix, and show what they find there. */
    @Test
    void olderVersionsAreTurnedAwayWithTheFirstBatch() {
        var _ = connections.write(new TermsBatch(TABLES)::next);

        assertThat(analysis()).isEqualTo(IndexTables.FIRST_ANALYSIS);
        assertThat(comment())
                .startsWith(
                        "Semblance index (needs a version of Semblance with text analysis 2) {");
    }

    private int analysis() {
        return IndexTables.analysis(comment());
    }

    private String comment() {
        return connections.read(connection ->
                Objects.requireNonNull(TableStructure.comment(connection, TABLES.name())));
    }

    private List<String> formerFound(String query) {
        SearchRequest request = request(query);
        return connections
                .read(connection ->
                        new SearchRun(
                                        TABLES.withFormerTerms(),
                                        request,
                                        TestStores.properties(2_000),
                                        request.deadline())
                                .on(connection, 1))
                .found()
                .hits()
                .stream()
                .map(Hit::id)
                .toList();
    }

    /** By PostgreSQL's own clock, so that nothing sleeps here. */
    private void await(DocumentIndex index) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!index.status().state().equals("ready") && System.nanoTime() < end) {
            connections.read(connection ->
                    new SqlQuery().add("SELECT pg_sleep(0.05)::text").strings(connection));
        }
        assertThat(index.status().state()).isEqualTo("ready");
    }

    private static List<String> found(DocumentIndex index, String query) {
        return index.search(request(query)).hits().stream().map(Hit::id).toList();
    }

    private static SearchRequest request(String query) {
        return new SearchRequest(
                new Retrieval.ByText(query), 0, 10, null, false, Grouping.DOCUMENT, false, false);
    }

    private static Document document(String id, String text) {
        return new Document(
                id,
                null,
                text,
                Map.of(),
                "h",
                List.of(new Chunk(0, text.length(), Embedding.of(1, 0, 0))));
    }
}
