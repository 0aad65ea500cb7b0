package io.semblance.store.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.semblance.postgres.PostgresServer;
import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.DocumentIndex;
import io.semblance.store.Hit;
import io.semblance.store.IndexDefinition;
import io.semblance.store.Language;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.Storage;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Words are weighed by BM25, although PostgreSQL has none. */
class WordsTests {

    private final String url = PostgresServer.shared().urlOfNewSchema();
    private final PgVectorDocumentStore store = TestStores.open(url);
    private final DocumentIndex index =
            store.create(
                    new IndexDefinition(
                            "docs", 1, Similarity.DOT, Language.SIMPLE, Storage.VECTOR, 16, 64));

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void scoresAreThoseOfBm25() {
        List<String> texts =
                List.of(
                        "fox",
                        "fox hen",
                        "fox fox hen barn",
                        "fox fox fox fox fox fox barn yard hen",
                        "hen hen barn yard",
                        "barn");
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            documents.add(document("d" + i, texts.get(i)));
        }
        index.upsert(documents);

        List<Hit> hits = index.search(byText("fox barn", 10)).hits();
        assertThat(hits).hasSize(6);
        for (Hit hit : hits) {
            String text = texts.get(hit.id().charAt(1) - '0');
            double expected = bm25(text, texts, "fox") + bm25(text, texts, "barn");
            assertThat(hit.score()).as(text).isCloseTo(expected, within(1e-5 * expected));
        }
    }

    /** k1 = 1.2, b = 0.75. */
    private static double bm25(String text, List<String> texts, String word) {
        double occurrences = count(text, word);
        long matches = texts.stream().filter(each -> count(each, word) > 0).count();
        double mean = texts.stream().mapToLong(WordsTests::length).average().orElseThrow();
        double idf = Math.log(1 + (texts.size() - matches + 0.5) / (matches + 0.5));
        return idf * occurrences / (occurrences + 1.2 * (0.25 + 0.75 * length(text) / mean));
    }

    private static long count(String text, String word) {
        return List.of(text.split(" ")).stream().filter(word::equals).count();
    }

    private static long length(String text) {
        return text.split(" ").length;
    }

    @Test
    void commonWordsFindWhatRareOnesDoNot() throws SQLException {
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < 12_000; i++) {
            documents.add(document("d" + i, i < 5 ? "common rare" : "common word" + i));
        }
        index.upsert(documents);
        TestStores.execute(url, "ANALYZE docs");

        List<Hit> few = index.search(byText("common rare", 5)).hits();
        List<Hit> many = index.search(byText("common rare", 40)).hits();
        assertThat(few).extracting(Hit::id).containsExactly("d0", "d1", "d2", "d3", "d4");
        assertThat(many).hasSize(40);
        assertThat(many.subList(0, 5)).isEqualTo(few);
        assertThat(index.search(byText("common", 3)).hits()).hasSize(3);
    }

    /**
     * Ten have a rare word, and come first on every page; those that only have common ones follow.
     */
    @Test
    void pagesByRareAndCommonWordsFitTogether() throws SQLException {
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < 10_200; i++) {
            String text = i % 1_000 == 7 ? "common rare and a longer text" : "common common";
            documents.add(document("d%05d".formatted(i), text));
        }
        index.upsert(documents);
        TestStores.execute(url, "ANALYZE docs");

        List<Hit> all = index.search(byText("common rare", 45)).hits();
        assertThat(all).hasSize(45).doesNotHaveDuplicates();
        assertThat(all.subList(0, 11)).allMatch(hit -> hit.id().endsWith("007"));
        for (int size : List.of(1, 3, 10, 40)) {
            List<Hit> paged = new ArrayList<>();
            for (int offset = 0; offset < 45; offset += size) {
                paged.addAll(index.search(page("common rare", offset, size)).hits());
            }
            assertThat(paged.subList(0, 45)).isEqualTo(all);
        }
    }

    @Test
    void wordsOfTsquerySyntaxAreWords() {
        index.upsert(
                List.of(
                        document("quote", "it's o'clock http://example.org/a\\b?c='d'"),
                        document("other", "nothing")));

        assertThat(index.search(byText("o'clock", 10)).hits())
                .extracting(Hit::id)
                .containsExactly("quote");
        assertThat(index.search(byText("http://example.org/a\\b?c='d' & ! | :* <->", 10)).hits())
                .extracting(Hit::id)
                .containsExactly("quote");
    }

    private static Document document(String id, String text) {
        return new Document(
                id,
                null,
                text,
                Map.of(),
                "h",
                List.of(new Chunk(0, text.length(), Embedding.of(1))));
    }

    private static SearchRequest byText(String text, int limit) {
        return page(text, 0, limit);
    }

    private static SearchRequest page(String text, int offset, int limit) {
        return new SearchRequest(
                new Retrieval.ByText(text),
                offset,
                limit,
                null,
                false,
                Grouping.CHUNK,
                false,
                false);
    }
}
