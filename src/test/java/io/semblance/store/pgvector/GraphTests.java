package io.semblance.store.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.semblance.postgres.PostgresServer;
import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.store.Hit;
import io.semblance.store.IndexDefinition;
import io.semblance.store.Language;
import io.semblance.store.LatentVectors;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchPlan.Vectors;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.Storage;
import io.semblance.store.filter.Filter;
import io.semblance.store.filter.FilterParser;
import io.semblance.value.Similarity;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What the HNSW index gives, and when it is asked. */
class GraphTests {

    private static final int DOCUMENTS = 4_000;
    private static final int QUERIES = 25;

    /** Matches that are compared one by one in these tests. */
    private static final int EXACT_BELOW = 300;

    private final String url = PostgresServer.shared().urlOfNewSchema();
    private @Nullable PgVectorDocumentStore store;
    private @Nullable PgConnections connections;

    private PgVectorDocumentStore open(String url) {
        PgVectorProperties properties = TestStores.properties(EXACT_BELOW);
        connections = TestStores.connections(url, properties);
        store = new PgVectorDocumentStore(connections, properties);
        return store;
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    private DocumentIndex filled(IndexDefinition definition, LatentVectors vectors)
            throws SQLException {
        return filled(url, definition, vectors, DOCUMENTS);
    }

    private DocumentIndex filled(
            String url, IndexDefinition definition, LatentVectors vectors, int count)
            throws SQLException {
        DocumentIndex index = open(url).create(definition);
        for (int from = 0; from < count; from += 1_000) {
            List<Document> documents = new ArrayList<>();
            for (int i = from; i < Math.min(count, from + 1_000); i++) {
                documents.add(
                        new Document(
                                "d" + i,
                                null,
                                "d",
                                Map.of("n", i, "half", i % 2 == 0),
                                "h",
                                List.of(new Chunk(0, 1, vectors.next()))));
            }
            index.upsert(documents);
        }
        build(definition);
        return index;
    }

    private void build(IndexDefinition definition) throws SQLException {
        PgVectorProperties properties = TestStores.properties(EXACT_BELOW);
        try (IndexBuilder builder = new IndexBuilder(connections(), properties)) {
            builder.build(new IndexTables(definition));
        }
    }

    private PgConnections connections() {
        return Objects.requireNonNull(connections);
    }

    private static IndexDefinition definition(
            int dimension, Similarity similarity, Storage storage) {
        return new IndexDefinition("docs", dimension, similarity, Language.SIMPLE, storage, 16, 64);
    }

    @ParameterizedTest
    @CsvSource({
        "COSINE,    HALFVEC, 64",
        "DOT,       HALFVEC, 64",
        "EUCLIDEAN, VECTOR,  64",
        "COSINE,    BIT,     256",
    })
    void graphFindsWhatComparingAllFinds(Similarity similarity, Storage storage, int dimension)
            throws SQLException {
        LatentVectors vectors = new LatentVectors(dimension, 7);
        IndexDefinition definition = definition(dimension, similarity, storage);
        DocumentIndex index = filled(definition, vectors);

        for (String filter : new String[] {null, "half == true"}) {
            SearchRequest request = request(vectors, filter, 10, false);
            assertThat(index.search(request).plan().vectors()).isEqualTo(Vectors.INDEX);
            assertThat(plan(definition, request)).contains("using docs_hnsw");
            assertThat(recall(index, vectors, filter))
                    .as("%s %s %s", similarity, storage, filter)
                    .isGreaterThanOrEqualTo(0.95);
        }
        assertThat(index.status().state()).isEqualTo("ready");
    }

    @Test
    void vectorsTooLongForTheGraphAreInItByHalves() throws SQLException {
        LatentVectors vectors = new LatentVectors(2_100, 3);
        IndexDefinition definition = definition(2_100, Similarity.COSINE, Storage.VECTOR);
        DocumentIndex index = filled(url, definition, vectors, 3_000);

        assertThat(plan(definition, request(vectors, null, 10, false))).contains("docs_hnsw");
        assertThat(recall(index, vectors, null)).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void fewMatchesAreComparedOneByOne() throws SQLException {
        LatentVectors vectors = new LatentVectors(32, 5);
        IndexDefinition definition = definition(32, Similarity.COSINE, Storage.HALFVEC);
        DocumentIndex index = filled(definition, vectors);

        var some = index.search(request(vectors, "n < 40", 10, false)).plan();
        assertThat(some.vectors()).isEqualTo(Vectors.EXACT);
        assertThat(some.matches()).isEqualTo(40);
        assertThat(some.exactBelow()).isEqualTo(EXACT_BELOW);
        assertThat(index.search(request(vectors, "n < 300", 10, false)).plan().vectors())
                .isEqualTo(Vectors.EXACT);
        assertThat(index.search(request(vectors, "n < 301", 10, false)).plan().vectors())
                .isEqualTo(Vectors.INDEX);
        assertThat(index.search(request(vectors, null, 10, true)).plan().vectors())
                .isEqualTo(Vectors.EXACT);
        assertThat(plan(definition, request(vectors, null, 10, true))).doesNotContain("docs_hnsw");
        assertThat(recall(index, vectors, "n < 300")).isEqualTo(1);
        assertThat(index.search(request(vectors, "n < 7", 10, false)).hits()).hasSize(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 3_000})
    void deepWindowsAreFull(int limit) throws SQLException {
        LatentVectors vectors = new LatentVectors(32, 5);
        DocumentIndex index = filled(definition(32, Similarity.COSINE, Storage.HALFVEC), vectors);
        SearchRequest request = request(vectors, null, limit, false);

        Set<String> exact = new HashSet<>(ids(index.search(exactly(request)).hits()));
        List<String> found = ids(index.search(request).hits());
        assertThat(found).hasSize(limit).doesNotHaveDuplicates();
        exact.retainAll(found);
        assertThat((double) exact.size() / limit).isGreaterThanOrEqualTo(0.95);
    }

    /** Bits give ten candidates for each chunk wanted, of which the nearest stay. */
    @ParameterizedTest
    @CsvSource({"BIT, 256", "VECTOR, 2100"})
    void pagesOfCandidatesThatAreComparedAgainFitTogether(Storage storage, int dimension)
            throws SQLException {
        LatentVectors vectors = new LatentVectors(dimension, 9);
        DocumentIndex index =
                filled(url, definition(dimension, Similarity.COSINE, storage), vectors, 2_500);
        SearchRequest all = request(vectors, null, 200, false);

        List<Hit> expected = index.search(all).hits();
        assertThat(ids(expected)).hasSize(200).doesNotHaveDuplicates();
        assertThat(index.search(all).plan().vectors()).isEqualTo(Vectors.INDEX);
        for (int size : List.of(7, 100)) {
            List<Hit> paged = new ArrayList<>();
            for (int offset = 0; offset < 200; offset += size) {
                paged.addAll(
                        index.search(
                                        new SearchRequest(
                                                all.retrieval(),
                                                offset,
                                                size,
                                                null,
                                                false,
                                                Grouping.DOCUMENT,
                                                false,
                                                false))
                                .hits());
            }
            assertThat(paged.subList(0, 200)).as("pages of %d", size).isEqualTo(expected);
        }
    }

    @Test
    void walkThatEndsTooEarlyIsFollowedByComparingAll() throws SQLException {
        LatentVectors vectors = new LatentVectors(32, 5);
        DocumentIndex index =
                filled(
                        url + "&options=-c%20hnsw.max_scan_tuples%3D200",
                        definition(32, Similarity.COSINE, Storage.HALFVEC),
                        vectors,
                        DOCUMENTS);
        SearchRequest request = request(vectors, "n < 400", 100, false);

        assertThat(ids(index.search(request).hits()))
                .as("those of the walk come first")
                .containsExactlyInAnyOrderElementsOf(ids(index.search(exactly(request)).hits()));
        assertThat(index.search(request).plan().vectors()).isEqualTo(Vectors.EXACT);
    }

    @Test
    void brokenGraphIsBuiltAgain() throws SQLException {
        LatentVectors vectors = new LatentVectors(32, 5);
        IndexDefinition definition = definition(32, Similarity.COSINE, Storage.HALFVEC);
        DocumentIndex index = filled(definition, vectors);
        TestStores.execute(
                url,
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'docs_hnsw'::regclass");
        assertThat(index.status().state()).isEqualTo("waiting to be built");

        build(definition);

        assertThat(index.status().state()).isEqualTo("ready");
        assertThat(plan(definition, request(vectors, null, 10, false))).contains("docs_hnsw");
    }

    @Test
    void tableThatWasFilledGetsItsIndexesByItself() throws SQLException {
        PgVectorDocumentStore first = open(url);
        DocumentIndex index = first.create(definition(32, Similarity.COSINE, Storage.HALFVEC));
        LatentVectors vectors = new LatentVectors(32, 5);
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            documents.add(
                    new Document(
                            "d" + i,
                            null,
                            "d",
                            Map.of(),
                            "h",
                            List.of(new Chunk(0, 1, vectors.next()))));
        }
        index.upsert(documents);
        assertThat(index.status().state()).isEqualTo("waiting to be built");

        await().atMost(Duration.ofMinutes(1)).until(() -> index.status().state().equals("ready"));
    }

    private String plan(IndexDefinition definition, SearchRequest request) {
        SearchStatement statement =
                new SearchStatement(
                        new IndexTables(definition),
                        request,
                        CandidateBudget.first(16, 16, request.exact()),
                        EXACT_BELOW);
        return connections()
                .read(connection -> {
                    try (var prepared =
                                    new SqlQuery()
                                            .add("EXPLAIN (COSTS OFF) ")
                                            .add(statement.sql())
                                            .prepare(connection);
                            var rows = prepared.executeQuery()) {
                        StringBuilder plan = new StringBuilder();
                        while (rows.next()) {
                            plan.append(rows.getString(1)).append('\n');
                        }
                        return plan.toString();
                    }
                });
    }

    private static double recall(
            DocumentIndex index, LatentVectors vectors, @Nullable String filter) {
        int found = 0;
        int wanted = 0;
        for (int i = 0; i < QUERIES; i++) {
            SearchRequest request = request(vectors, filter, 10, false);
            List<String> approximate = ids(index.search(request).hits());
            Set<String> exact = new HashSet<>(ids(index.search(exactly(request)).hits()));
            assertThat(approximate).hasSize(10);
            wanted += exact.size();
            exact.retainAll(approximate);
            found += exact.size();
        }
        return (double) found / wanted;
    }

    private static SearchRequest request(
            LatentVectors vectors, @Nullable String filter, int limit, boolean exact) {
        Filter parsed = filter == null ? null : FilterParser.parse(filter);
        return new SearchRequest(
                new Retrieval.ByVector(vectors.next()),
                0,
                limit,
                parsed,
                exact,
                Grouping.DOCUMENT,
                false,
                false);
    }

    private static SearchRequest exactly(SearchRequest request) {
        return new SearchRequest(
                request.retrieval(),
                request.offset(),
                request.limit(),
                request.filter(),
                true,
                request.grouping(),
                false,
                false);
    }

    private static List<String> ids(List<Hit> hits) {
        return hits.stream().map(Hit::id).toList();
    }
}
