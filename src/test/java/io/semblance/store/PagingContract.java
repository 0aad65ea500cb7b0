package io.semblance.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.store.SearchPlan.Vectors;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.filter.Filter;
import io.semblance.store.filter.FilterParser;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The specification of paging: a request without offset and limit has one order of hits, and a page
 * of any size is a part of it.
 */
// NullAway does not read @Nullable inside a record's component types from class files.
@SuppressWarnings("NullAway")
public abstract class PagingContract {

    private static final List<String> WORDS =
            List.of("password", "holiday", "dog", "printer", "coffee", "parking", "badge");
    private static final int DIMENSION = 16;

    private DocumentStore store;
    private DocumentIndex index;
    private LatentVectors vectors;

    /** Opens an empty store that compares few vectors one by one if it has a choice. */
    protected abstract DocumentStore open();

    /** Returns when searches of this index, which has 3,000 chunks, ask its graph. */
    protected abstract void awaitGraph(DocumentIndex index);

    @BeforeEach
    void create() {
        store = open();
        index =
                store.create(
                        new IndexDefinition(
                                "docs",
                                DIMENSION,
                                Similarity.COSINE,
                                Language.ENGLISH,
                                store.storageFor(Storage.HALFVEC),
                                16,
                                64));
        vectors = new LatentVectors(DIMENSION, 11);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** The words make lists that disagree, and more of them match than are fused at first. */
    @Test
    void hasEachDocumentOnceInEveryMode() {
        index.upsert(IntStream.range(0, 200).mapToObj(i -> note(i, 1)).toList());
        for (Retrieval retrieval : retrievals("team badge")) {
            List<Hit> all = page(retrieval, null, Grouping.DOCUMENT, 0, 1_000);
            assertThat(all).as("%s", retrieval).hasSize(200);
            assertBestFirst(all);
            for (int size : List.of(3, 7, 10, 50, 100)) {
                assertPages(retrieval, null, Grouping.DOCUMENT, size, all);
            }
        }
        Retrieval hybrid = hybrid("team badge", 100);
        assertPages(
                hybrid,
                null,
                Grouping.DOCUMENT,
                1,
                page(hybrid, null, Grouping.DOCUMENT, 0, 1_000));
    }

    @Test
    void hasEachChunkOnceAndEachDocumentOfSeveral() {
        index.upsert(IntStream.range(0, 90).mapToObj(i -> note(i, 1 + i % 6)).toList());
        Filter filter = FilterParser.parse("n >= 30");
        for (Retrieval retrieval : retrievals("team badge")) {
            for (Grouping grouping : Grouping.values()) {
                for (Filter part : Arrays.asList(null, filter)) {
                    List<Hit> all = page(retrieval, part, grouping, 0, 1_000);
                    int documents = part == null ? 90 : 60;
                    assertThat(all)
                            .hasSize(grouping == Grouping.DOCUMENT ? documents : documents * 7 / 2);
                    assertThat(ids(all)).hasSize(documents);
                    for (int size : List.of(7, 50)) {
                        assertPages(retrieval, part, grouping, size, all);
                    }
                }
            }
        }
    }

    @Test
    void ordersTiesByIdAndChunk() {
        Embedding vector = vectors.next();
        index.upsert(
                IntStream.range(0, 60)
                        .mapToObj(
                                i -> document("d%02d".formatted(59 - i), "word word", i, vector, 3))
                        .toList());
        for (Retrieval retrieval : retrievals("word")) {
            List<String> places = new ArrayList<>();
            for (int offset = 0; offset < 180; offset += 7) {
                for (Hit hit : page(retrieval, null, Grouping.CHUNK, offset, 7)) {
                    places.add(hit.id() + " " + hit.chunk());
                }
            }
            assertThat(places).hasSize(180).isSorted();
        }
    }

    @Test
    void pagesOfTheGraphFitTogether() {
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            documents.add(note(i, 1 + i % 2));
        }
        for (int from = 0; from < documents.size(); from += 500) {
            index.upsert(documents.subList(from, from + 500));
        }
        awaitGraph(index);
        Filter half = FilterParser.parse("n < 1900");
        Embedding query = vectors.next();
        List<Retrieval> retrievals =
                List.of(
                        new Retrieval.ByVector(query),
                        new Retrieval.Hybrid(query, "team badge", new Fusion(10, 100)));
        for (Retrieval retrieval : retrievals) {
            for (Filter filter : Arrays.asList(null, half)) {
                int matches = filter == null ? 2_000 : 1_900;
                SearchRequest first = request(retrieval, filter, Grouping.DOCUMENT, 0, 10);
                assertThat(index.search(first).plan().vectors()).isEqualTo(Vectors.INDEX);
                List<Hit> all = page(retrieval, filter, Grouping.DOCUMENT, 0, 3_000);
                assertThat(ids(all)).hasSize(matches);
                assertThat(all).hasSize(matches);
                for (int size : List.of(1, 10, 100)) {
                    assertPages(
                            retrieval,
                            filter,
                            Grouping.DOCUMENT,
                            size,
                            all.subList(0, Math.min(all.size(), size * 40)));
                }
                assertPages(retrieval, filter, Grouping.DOCUMENT, 333, all);
            }
            List<Hit> chunks = page(retrieval, null, Grouping.CHUNK, 0, 5_000);
            assertThat(chunks).hasSize(3_000);
            assertThat(new HashSet<>(chunks)).hasSize(3_000);
            assertPages(retrieval, null, Grouping.CHUNK, 700, chunks);
        }
    }

    @Test
    void fusesAsManyCandidatesForEveryPage() {
        index.upsert(IntStream.range(0, 100).mapToObj(i -> note(i, 1)).toList());
        for (int candidates : List.of(1, 3, 20, 1_000)) {
            Retrieval hybrid = hybrid("team badge", candidates);
            List<Hit> all = page(hybrid, null, Grouping.DOCUMENT, 0, 100);
            assertThat(ids(all)).hasSize(100);
            assertBestFirst(all);
            for (int size : List.of(1, 9, 40)) {
                assertPages(hybrid, null, Grouping.DOCUMENT, size, all);
            }
        }
    }

    private void assertPages(
            Retrieval retrieval,
            @Nullable Filter filter,
            Grouping grouping,
            int size,
            List<Hit> expected) {
        for (int offset = 0; offset < expected.size(); offset += size) {
            int end = Math.min(offset + size, expected.size());
            assertThat(page(retrieval, filter, grouping, offset, size))
                    .as("%s by %s in pages of %d at %d", retrieval, grouping, size, offset)
                    .startsWith(expected.subList(offset, end).toArray(new Hit[0]));
        }
    }

    private static void assertBestFirst(List<Hit> hits) {
        assertThat(hits)
                .extracting(Hit::score)
                .isSortedAccordingTo(Collections.<Double>reverseOrder());
    }

    private List<Retrieval> retrievals(String text) {
        return List.of(
                new Retrieval.ByVector(new LatentVectors(DIMENSION, 3).next()),
                new Retrieval.ByText(text),
                hybrid(text, 100),
                hybrid(text, 10));
    }

    private static Retrieval hybrid(String text, int candidates) {
        return new Retrieval.Hybrid(
                new LatentVectors(DIMENSION, 3).next(), text, new Fusion(10, candidates));
    }

    private List<Hit> page(
            Retrieval retrieval,
            @Nullable Filter filter,
            Grouping grouping,
            int offset,
            int limit) {
        return index.search(request(retrieval, filter, grouping, offset, limit)).hits();
    }

    private static SearchRequest request(
            Retrieval retrieval,
            @Nullable Filter filter,
            Grouping grouping,
            int offset,
            int limit) {
        return new SearchRequest(retrieval, offset, limit, filter, false, grouping, false, false);
    }

    private static List<String> ids(List<Hit> hits) {
        return hits.stream().map(Hit::id).distinct().toList();
    }

    private Document note(int i, int chunks) {
        String text =
                "Team note %d about the %s and the %s"
                        .formatted(i, WORDS.get(i % 7), WORDS.get((i * 3 + 1) % 7));
        return document("d" + i, text, i, vectors.next(), chunks);
    }

    /** A document whose chunks are all of the text, the first with this vector. */
    private Document document(String id, String text, int n, Embedding vector, int chunks) {
        boolean same = text.startsWith("word");
        return new Document(
                id,
                null,
                text,
                Map.of("n", n),
                "h",
                IntStream.range(0, chunks)
                        .mapToObj(i ->
                                new Chunk(
                                        0, text.length(), same || i == 0 ? vector : vectors.next()))
                        .toList());
    }
}
