package io.semblance.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.filter.Filter;
import io.semblance.store.filter.FilterParser;
import io.semblance.store.filter.FilterSyntaxException;
import io.semblance.value.Deadline;
import io.semblance.value.DeadlineExceededException;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * The specification of the port: every store passes this, unchanged. A subclass says how its store
 * is opened; opening it again must find what was there.
 */
// NullAway does not read @Nullable inside a record's component types from class files.
@SuppressWarnings("NullAway")
public abstract class DocumentStoreContract {

    private static final double TOLERANCE = 2e-3;

    private DocumentStore store;
    private DocumentIndex index;

    /** Opens the store of this test: the same one each time within a test, empty at its start. */
    protected abstract DocumentStore open();

    @BeforeEach
    void create() {
        store = open();
        index = store.create(definition("docs", Similarity.COSINE));
        assertThat(index.count(null)).isZero();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void reopen() {
        store.close();
        store = open();
        index = store.open(index.definition());
    }

    private IndexDefinition definition(String name, Similarity similarity) {
        return new IndexDefinition(
                name, 3, similarity, Language.ENGLISH, store.storageFor(Storage.HALFVEC), 16, 64);
    }

    // Indexes

    @Test
    void createsListsAndDropsIndexes() {
        DocumentIndex other = store.create(definition("other", Similarity.DOT));
        assertThat(other.definition()).isEqualTo(definition("other", Similarity.DOT));
        assertThat(store.names()).containsExactlyInAnyOrder("docs", "other");
        store.check();
        index.upsert(List.of(document("a", 1, 0, 0)));

        store.drop("other");
        store.drop("never_was");
        assertThat(store.names()).containsExactly("docs");
        assertThat(index.count(null)).isEqualTo(1);
        assertThatThrownBy(() -> store.open(definition("other", Similarity.DOT)))
                .isInstanceOf(IndexMissingException.class)
                .hasMessageContaining("'other'");
    }

    @Test
    void anIndexCreatedAgainAfterADropIsEmpty() {
        index.upsert(List.of(document("a", 1, 0, 0)));
        store.drop("docs");
        index = store.create(definition("docs", Similarity.COSINE));

        assertThat(index.count(null)).isZero();
        assertThat(index.get("a")).isEmpty();
    }

    @Test
    void refusesToCreateAnIndexThatExists() {
        assertThatThrownBy(() -> store.create(definition("docs", Similarity.COSINE)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'docs'");
    }

    @Test
    void refusesToOpenAnIndexAsSomethingElseAndNamesBoth() {
        Similarity cosine = Similarity.COSINE;
        Language english = Language.ENGLISH;
        Storage storage = index.definition().storage();
        Map<String, IndexDefinition> others =
                Map.of(
                        "dimension=5",
                        new IndexDefinition("docs", 5, cosine, english, storage, 16, 64),
                        "similarity=DOT",
                        new IndexDefinition("docs", 3, Similarity.DOT, english, storage, 16, 64),
                        "language=FRENCH",
                        new IndexDefinition("docs", 3, cosine, Language.FRENCH, storage, 16, 64),
                        "storage=BIT",
                        new IndexDefinition("docs", 3, cosine, english, Storage.BIT, 16, 64),
                        "m=17",
                        new IndexDefinition("docs", 3, cosine, english, storage, 17, 64),
                        "efConstruction=65",
                        new IndexDefinition("docs", 3, cosine, english, storage, 16, 65));
        others.forEach((difference, other) ->
                assertThatThrownBy(() -> store.open(other))
                        .isInstanceOf(IndexMismatchException.class)
                        .hasMessageContaining(index.definition().toString())
                        .hasMessageContaining(difference));
    }

    @ParameterizedTest
    @EnumSource(Storage.class)
    void givesNoLessPreciseStorageThanAskedFor(Storage requested) {
        Storage given = store.storageFor(requested);
        DocumentIndex other =
                store.create(
                        new IndexDefinition(
                                "other", 3, Similarity.DOT, Language.ENGLISH, given, 16, 64));
        other.upsert(List.of(document("a", 1 / 3f, 0, 0)));

        assertThat(given).as("the more precise come first").isLessThanOrEqualTo(requested);
        assertThat(other.search(byVector(1, 1, 0, 0)).hits().getFirst().score())
                .isEqualTo(1 / 3.0, Offset.offset(given == Storage.HALFVEC ? TOLERANCE : 1e-6));
    }

    @Test
    void aDroppedIndexSaysThatItIsGone() {
        store.drop("docs");

        assertThatThrownBy(() -> index.get("a")).isInstanceOf(IndexMissingException.class);
        assertThatThrownBy(() -> index.search(byVector(3, 1, 0, 0)).hits())
                .isInstanceOf(IndexMissingException.class);
        assertThatThrownBy(() -> index.upsert(List.of(document("a", 1, 0, 0))))
                .isInstanceOf(IndexMissingException.class);
    }

    // Writing and reading

    @Test
    void keepsADocumentWhole() {
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        metadata.put("lang", "en");
        metadata.put("year", 2024);
        metadata.put("score", 0.5);
        metadata.put("tags", Arrays.asList("x", null, 3));
        metadata.put("none", null);
        metadata.put("author", Map.of("name", "Zoë 🚀", "works", List.of(Map.of("n", true))));
        metadata.put("open", true);
        metadata.put("closed", false);
        metadata.put("count", 9_007_199_254_740_992L);
        metadata.put("whole", 2.0);
        metadata.put("vast", 1e18);
        metadata.put("tiny", -1e-9);
        metadata.put("empty", List.of(Map.of(), List.of(), ""));
        Document document =
                new Document(
                        "a",
                        "Title 🚀",
                        "One. Two ünï 𝒜.",
                        metadata,
                        "hash",
                        List.of(chunk(0, 4, 1, 0, 0), chunk(5, 15, 0, 1, 0)));
        index.upsert(List.of(document));

        StoredDocument stored = index.get("a").orElseThrow();
        assertThat(stored.text()).isEqualTo(document.text());
        assertThat(stored.summary())
                .isEqualTo(new DocumentSummary("a", "Title 🚀", metadata, "hash", 2));
        assertThat(index.summaries(List.of("a", "b")))
                .containsOnly(Map.entry("a", stored.summary()));
        assertThat(index.list(1, null, null)).containsExactly(stored.summary());
        assertThat(index.search(byVector(1, 1, 0, 0)).hits().getFirst().metadata())
                .isEqualTo(metadata);
        assertThat(index.status().documents()).isEqualTo(1);
        assertThat(index.status().chunks()).isEqualTo(2);
        assertThat(index.status().sizeBytes()).isPositive();
        assertThat(index.status().state()).isEqualTo("ready");
    }

    @ParameterizedTest
    @EnumSource(Similarity.class)
    void returnsWholeDocumentsWithTheVectorsThatItStores(Similarity similarity) {
        for (Storage requested : Storage.values()) {
            Storage storage = store.storageFor(requested);
            store.drop("whole");
            DocumentIndex other =
                    store.create(
                            new IndexDefinition(
                                    "whole", 3, similarity, Language.ENGLISH, storage, 16, 64));
            Map<String, @Nullable Object> metadata = Map.of("n", 1, "tags", List.of("x"));
            List<Chunk> chunks =
                    List.of(chunk(0, 4, 0.3f, 0.4f, 0.5f), chunk(5, 10, -7, 1 / 3f, 1e-3f));
            other.upsert(
                    List.of(
                            new Document("a", "Tïtle", "One. Two 🚀", metadata, "hash", chunks),
                            texts("b", "first", "second", "third")));

            Document read = other.documents(List.of("a", "none", "b", "a")).get("a");
            assertThat(read.title()).isEqualTo("Tïtle");
            assertThat(read.text()).isEqualTo("One. Two 🚀");
            assertThat(read.metadata()).isEqualTo(metadata);
            assertThat(read.contentHash()).isEqualTo("hash");
            assertThat(read.chunks()).extracting(Chunk::start).containsExactly(0, 5);
            assertThat(read.chunks()).extracting(Chunk::end).containsExactly(4, 10);
            for (int i = 0; i < 2; i++) {
                assertStored(read.chunks().get(i).embedding(), chunks.get(i).embedding(), other);
            }
            other.upsert(List.of(read));
            assertThat(other.documents(List.of("a"))).containsEntry("a", read);
            assertThat(other.documents(List.of("b", "none"))).containsOnlyKeys("b");
            assertThat(other.documents(List.of("b")).get("b").chunks()).hasSize(3);
            assertThat(other.documents(List.of())).isEmpty();
        }
    }

    /** A vector is stored as it is, or as its direction, to the precision of the storage. */
    private static void assertStored(Embedding stored, Embedding written, DocumentIndex index) {
        boolean cosine = index.definition().similarity() == Similarity.COSINE;
        boolean half = index.definition().storage() == Storage.HALFVEC;
        Embedding expected = cosine ? written.normalized() : written;
        for (int i = 0; i < expected.dimension(); i++) {
            assertThat(stored.component(i))
                    .isEqualTo(
                            half
                                    ? Float.float16ToFloat(
                                            Float.floatToFloat16(expected.component(i)))
                                    : expected.component(i));
        }
    }

    @Test
    void vectorsThatAreReadAndWrittenAgainStayTheSame() {
        Random random = new Random(7);
        List<Document> documents =
                IntStream.range(0, 200)
                        .mapToObj(i ->
                                document(
                                        "d" + i,
                                        random.nextFloat() - 0.5f,
                                        random.nextFloat() - 0.5f,
                                        random.nextFloat() * 1e-3f))
                        .toList();
        index.upsert(documents);
        List<String> ids = documents.stream().map(Document::id).toList();

        Map<String, Document> first = index.documents(ids);
        index.upsert(List.copyOf(first.values()));

        assertThat(first).hasSize(200);
        assertThat(index.documents(ids)).isEqualTo(first);
    }

    @Test
    void keepsADocumentWithoutTitleAndText() {
        index.upsert(
                List.of(new Document("a", null, "", Map.of(), "h", List.of(chunk(0, 0, 1, 0, 0)))));

        StoredDocument stored = index.get("a").orElseThrow();
        assertThat(stored.text()).isEmpty();
        assertThat(stored.summary().title()).isNull();
        assertThat(index.search(byVector(1, 1, 0, 0)).hits().getFirst().text()).isEmpty();
    }

    @Test
    void replacesADocumentWithAllOfItsChunks() {
        index.upsert(List.of(texts("a", "old one", "old two", "old three"), texts("b", "old")));
        index.upsert(List.of(texts("a", "new")));

        assertThat(index.get("a").orElseThrow().text()).isEqualTo("new");
        assertThat(index.status().chunks()).isEqualTo(2);
        assertThat(ids(index.search(byText("old")).hits())).containsExactly("b");
        assertThat(ids(index.search(byText("new")).hits())).containsExactly("a");
    }

    @Test
    void leavesNothingOfWhatADocumentWas() {
        index.upsert(
                List.of(
                        new Document(
                                "a",
                                "Ancient",
                                "old text, older text",
                                Map.of("old", true),
                                "old",
                                List.of(
                                        chunk(0, 8, 1, 0, 0),
                                        chunk(10, 15, 1, 0, 0),
                                        chunk(16, 20, 1, 0, 0)))));
        Map<String, @Nullable Object> metadata = Map.of("new", true);
        List<Chunk> chunks = List.of(chunk(1, 12, 0, 1, 0), chunk(17, 30, 0, 0, 1));
        String text = " fresh words and fresh letters";
        index.upsert(List.of(new Document("a", "Modern", text, metadata, "new", chunks)));

        assertThat(index.get("a"))
                .contains(
                        new StoredDocument(
                                new DocumentSummary("a", "Modern", metadata, "new", 2), text));
        assertThat(index.count(filter("old == true"))).isZero();
        assertThat(ids(index.search(byText("ancient old older")).hits())).isEmpty();
        assertThat(ids(index.search(byText("modern")).hits())).containsExactly("a");
        Hit first = index.search(byVector(1, 0, 1, 0)).hits().getFirst();
        assertThat(first)
                .isEqualTo(
                        new Hit(
                                "a",
                                0,
                                1,
                                12,
                                first.score(),
                                "Modern",
                                "fresh words",
                                metadata,
                                null));
        assertThat(first.score()).isEqualTo(1, within());
        Hit second = index.search(byChunk("letters modern", 1)).hits().getFirst();
        assertThat(second)
                .isEqualTo(
                        new Hit(
                                "a",
                                1,
                                17,
                                30,
                                second.score(),
                                "Modern",
                                "fresh letters",
                                metadata,
                                null));
    }

    @Test
    void returnsWhereAChunkBeginsInItsFile() {
        var page = new ChunkSource(3, "A › B", null, null);
        var row = new ChunkSource(null, null, "Prices \"2025\"", 17);
        index.upsert(
                List.of(
                        new Document(
                                "a",
                                null,
                                "first second third",
                                Map.of(),
                                "h",
                                List.of(
                                        new Chunk(0, 5, Embedding.of(1, 0, 0), page),
                                        new Chunk(6, 12, Embedding.of(0, 1, 0), row),
                                        new Chunk(13, 18, Embedding.of(0, 0, 1))))));
        index.upsert(List.of(texts("b", "second", "first")));
        var _ = index.updateMetadata("a", null, _ -> Map.of("changed", true));

        assertThat(sources("a", "first")).containsExactly(page);
        assertThat(sources("a", "second")).containsExactly(row);
        assertThat(sources("a", "third")).containsOnlyNulls();
        assertThat(sources("b", "first second")).containsOnlyNulls();
        assertThat(index.documents(List.of("a")).get("a").chunks())
                .extracting(Chunk::source)
                .containsExactly(page, row, null);
    }

    @Test
    void aNewVersionOfADocumentHasNoneOfTheFormerSources() {
        var page = new ChunkSource(1, null, null, null);
        Chunk former = new Chunk(0, 4, Embedding.of(1, 0, 0), page);
        index.upsert(List.of(new Document("a", null, "text", Map.of(), "h", List.of(former))));
        index.upsert(List.of(document("a", "text", 1, 0, 0)));

        assertThat(sources("a", "text")).containsOnlyNulls();
    }

    /** The sources of the chunks of a document that contain the words. */
    private Set<@Nullable ChunkSource> sources(String id, String words) {
        Set<@Nullable ChunkSource> sources = new HashSet<>();
        for (boolean withText : List.of(true, false)) {
            SearchRequest request =
                    new SearchRequest(
                            new Retrieval.ByText(words),
                            0,
                            10,
                            null,
                            false,
                            Grouping.CHUNK,
                            withText,
                            false);
            index.search(request).hits().stream()
                    .filter(hit -> hit.id().equals(id))
                    .map(Hit::source)
                    .forEach(sources::add);
        }
        return sources;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "a;b",
                "ä b",
                "..",
                ".",
                "🚀",
                "%2F",
                "'; DROP TABLE x",
                "a\\b",
                " ",
                "*",
                "\uFFFD"
            })
    void anIdIsAnyString(String id) {
        index.upsert(List.of(document(id, 1, 0, 0), document(id + id, 0, 1, 0)));

        assertThat(index.get(id)).isPresent();
        assertThat(ids(index.search(byVector(1, 1, 0, 0)).hits())).containsExactly(id);
        assertThat(index.delete(List.of(id))).isEqualTo(1);
        assertThat(index.get(id)).isEmpty();
        assertThat(index.get(id + id)).isPresent();
    }

    @Test
    void anIdHasUpTo512Characters() {
        String id = "é".repeat(512);
        index.upsert(List.of(document(id, 1, 0, 0), document(id.substring(1), 1, 0, 0)));

        assertThat(index.get(id)).isPresent();
        assertThat(index.count(null)).isEqualTo(2);
    }

    @Test
    void refusesAWholeBatchThatIsNotRight() {
        index.upsert(List.of(document("a", 1, 0, 0)));
        List<List<Document>> wrong =
                List.of(
                        List.of(document("b", 1, 0, 0), document("b", 0, 1, 0)),
                        List.of(document("b", 1, 0, 0), document("c", 1, 0)),
                        List.of(document("b", 1, 0, 0), document("c", 0, 0, 0)),
                        List.of(withSecondChunk(1, 0)),
                        List.of(withSecondChunk(0, 0, 0)));
        for (List<Document> batch : wrong) {
            assertThatThrownBy(() -> index.upsert(batch))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(index.count(null)).isEqualTo(1);
        index.upsert(List.of());
    }

    private static Document withSecondChunk(float... vector) {
        return new Document(
                "b", null, "ab", Map.of(), "h", List.of(chunk(0, 1, 1, 0, 0), chunk(1, 2, vector)));
    }

    @ParameterizedTest
    @EnumSource(value = Similarity.class, names = "COSINE", mode = EnumSource.Mode.EXCLUDE)
    void takesTheZeroVectorWhereNoDirectionIsCompared(Similarity similarity) {
        DocumentIndex other = store.create(definition("other", similarity));
        other.upsert(List.of(document("a", 0, 0, 0), document("b", 3, 0, 0)));

        assertThat(ids(other.search(byVector(2, 0, 0, 0)).hits())).containsExactly("a", "b");
    }

    @Test
    void deletesByIdsAndByFilterAndSaysHowMany() {
        for (int i = 0; i < 10; i++) {
            index.upsert(List.of(document("d" + i, Map.of("n", i), 1, i, 0)));
        }

        assertThat(index.delete(List.of("d0", "d1", "d0", "none"))).isEqualTo(2);
        assertThat(index.delete(filter("n >= 8"))).isEqualTo(2);
        assertThat(index.delete(filter("n >= 8"))).isZero();
        assertThat(index.delete(List.of())).isZero();
        assertThat(index.count(null)).isEqualTo(6);
        assertThat(index.count(filter("n < 4"))).isEqualTo(2);
    }

    @Test
    void deletesDocumentsWithAllOfTheirChunks() {
        index.upsert(
                List.of(
                        texts("a", "red fox", "red hen", "red cow"),
                        texts("b", "red fox", "red hen"),
                        texts("c", "red fox", "red hen")));
        index.updateMetadata("b", null, _ -> Map.of("n", 1));

        assertThat(index.delete(List.of("a"))).isEqualTo(1);
        assertThat(index.status().chunks()).isEqualTo(4);
        assertThat(index.delete(filter("n == 1"))).isEqualTo(1);
        assertThat(index.status().documents()).isEqualTo(1);
        assertThat(index.status().chunks()).isEqualTo(2);
        for (Retrieval retrieval : everyRetrieval("red")) {
            assertThat(index.search(bare(retrieval, 0, 100, Grouping.CHUNK)).hits())
                    .extracting(hit -> hit.id() + hit.chunk())
                    .containsExactlyInAnyOrder("c0", "c1");
        }
    }

    @Test
    void changesMetadataAloneAndKeepsChunksAndVectors() {
        index.upsert(
                List.of(
                        new Document(
                                "a",
                                "T",
                                "first second",
                                Map.of("n", 1),
                                "h",
                                List.of(chunk(0, 5, 1, 0, 0), chunk(6, 12, 0, 1, 0)))));
        DocumentSummary head =
                index.updateMetadata("a", null, old -> Map.of("n", 2, "was", old.get("n")))
                        .orElseThrow();

        assertThat(head).isEqualTo(new DocumentSummary("a", "T", Map.of("n", 2, "was", 1), "h", 2));
        assertThat(index.get("a")).contains(new StoredDocument(head, "first second"));
        assertThat(index.count(filter("n == 1"))).isZero();
        Hit hit = index.search(byVector(1, 0, 1, 0)).hits().getFirst();
        assertThat(hit.chunk()).isEqualTo(1);
        assertThat(hit.score()).isEqualTo(1, within());
        assertThat(hit.text()).isEqualTo("second");
        assertThat(ids(index.search(byText("second")).hits())).containsExactly("a");
        assertThat(index.updateMetadata("none", null, old -> old)).isEmpty();
        assertThat(index.updateMetadata("a", "other", _ -> Map.of())).isEmpty();
        assertThat(index.updateMetadata("a", "h", _ -> Map.of("n", 3))).isPresent();
        assertThat(index.get("a").orElseThrow().summary().metadata()).isEqualTo(Map.of("n", 3));
        assertThat(index.count(filter("n == 3"))).isEqualTo(1);
        assertThat(index.count(filter("EXISTS was"))).isZero();
    }

    @Test
    void aFailedChangeOfMetadataChangesNothing() {
        index.upsert(List.of(document("a", Map.of("n", 1), 1, 0, 0)));

        assertThatThrownBy(() ->
                        index.updateMetadata(
                                "a",
                                null,
                                _ -> {
                                    throw new IllegalStateException("no");
                                }))
                .hasMessage("no");
        assertThat(index.get("a").orElseThrow().summary().metadata()).isEqualTo(Map.of("n", 1));
    }

    @Test
    void concurrentChangesOfOneDocumentsMetadataAllCount() throws Exception {
        index.upsert(List.of(document("a", Map.of("n", 0), 1, 0, 0)));
        inParallel(
                40,
                _ ->
                        index.updateMetadata(
                                "a",
                                null,
                                old -> Map.of("n", ((Number) value(old, "n")).intValue() + 1)));

        assertThat(index.get("a").orElseThrow().summary().metadata()).isEqualTo(Map.of("n", 40));
    }

    @Test
    void noOtherWriteOfADocumentComesBetweenAChangeOfItsMetadata() throws Exception {
        List<Runnable> writes =
                List.of(
                        () -> index.upsert(List.of(document("a", "other", 0, 1, 0))),
                        () -> index.delete(List.of("a")),
                        () -> index.delete(filter("n == 1")));
        List<String> left = new ArrayList<>();
        for (Runnable write : writes) {
            index.upsert(List.of(document("a", Map.of("n", 1), 1, 0, 0)));
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                index.updateMetadata(
                        "a",
                        null,
                        old -> {
                            Future<?> between = threads.submit(write);
                            assertThatThrownBy(() -> between.get(200, TimeUnit.MILLISECONDS))
                                    .as("waits for the change")
                                    .isInstanceOf(TimeoutException.class);
                            return old;
                        });
            }
            left.add(index.get("a").map(StoredDocument::text).orElse("nothing"));
        }

        assertThat(left)
                .as("what follows the change stands")
                .containsExactly("other", "nothing", "nothing");
    }

    @Test
    void listsInTheOrderOfIdsByPages() {
        List<String> ids = List.of("B", "a", "a/b", "b", "é", "\uFFFD", "🚀");
        ids.reversed().forEach(id -> index.upsert(List.of(document(id, 1, 0, 0))));
        List<String> seen = new ArrayList<>();
        String after = null;
        List<DocumentSummary> page = index.list(2, after, null);
        while (!page.isEmpty() && seen.size() < ids.size()) {
            assertThat(page).hasSizeLessThanOrEqualTo(2);
            page.forEach(head -> seen.add(head.id()));
            after = page.getLast().id();
            page = index.list(2, after, null);
        }

        assertThat(seen).isEqualTo(ids);
        assertThat(page).isEmpty();
        assertThat(index.list(100, null, null).stream().map(DocumentSummary::id))
                .containsExactlyElementsOf(ids);
    }

    @Test
    void givesTheHeadsOfThoseThatExist() {
        index.upsert(
                List.of(
                        texts("a", "one"),
                        texts("b", "one", "two"),
                        texts("c", "one", "two", "3")));

        Map<String, DocumentSummary> summaries = index.summaries(List.of("a", "none", "c", "a"));
        assertThat(summaries).containsOnlyKeys("a", "c");
        assertThat(summaries.get("c")).isEqualTo(new DocumentSummary("c", null, Map.of(), "h", 3));
        assertThat(index.summaries(List.of())).isEmpty();
    }

    @Test
    void listsThoseThatMatch() {
        for (int i = 0; i < 6; i++) {
            index.upsert(List.of(document("d" + i, Map.of("even", i % 2 == 0), 1, 0, 0)));
        }

        assertThat(index.list(2, "d0", filter("even == true")).stream().map(DocumentSummary::id))
                .containsExactly("d2", "d4");
    }

    @Test
    void everyWriteIsThereAfterOpeningAgain() {
        index.upsert(
                List.of(texts("a", "alpha", "beta"), texts("b", "gamma"), texts("c", "delta")));
        reopen();
        assertThat(ids(index.search(byText("alpha gamma delta")).hits()))
                .containsExactly("a", "b", "c");

        index.delete(List.of("b"));
        reopen();
        assertThat(index.get("b")).isEmpty();

        index.updateMetadata("c", null, _ -> Map.of("n", 1));
        reopen();
        assertThat(index.get("c").orElseThrow().summary().metadata()).isEqualTo(Map.of("n", 1));

        index.delete(filter("n == 1"));
        reopen();
        assertThat(index.count(null)).isEqualTo(1);
        assertThat(ids(index.search(byText("beta")).hits())).containsExactly("a");

        store.create(definition("other", Similarity.DOT));
        reopen();
        assertThat(store.names()).containsExactlyInAnyOrder("docs", "other");
        store.drop("other");
        reopen();
        assertThat(store.names()).containsExactly("docs");
    }

    // Concurrency

    @Test
    void aReaderNeverSeesAMixOfTwoVersions() throws Exception {
        index.upsert(List.of(versioned(0)));
        AtomicBoolean done = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reader =
                    threads.submit(() -> {
                        int searches = 0;
                        while (!done.get() || searches == 0) {
                            assertOneVersion(index.search(byChunk("word", 10)).hits());
                            assertOneVersion(
                                    index.search(request(vector(1, 0, 0), 10, Grouping.CHUNK))
                                            .hits());
                            assertOneVersion(index.documents(List.of("a")).get("a"));
                            searches++;
                        }
                        return searches;
                    });
            inParallel(60, i -> index.upsert(List.of(versioned(i))));
            done.set(true);
            assertThat(reader.get()).isPositive();
        }
        assertOneVersion(index.search(byChunk("word", 10)).hits());
    }

    /** A document whose chunks, of which it has as many as its version says, all name it. */
    private static Document versioned(int version) {
        String text = "word v" + version + " ";
        int chunks = 1 + version % 4;
        return new Document(
                "a",
                null,
                text.repeat(chunks),
                Map.of("chunks", chunks),
                "h" + version,
                IntStream.range(0, chunks)
                        .mapToObj(i -> chunk(i * text.length(), (i + 1) * text.length(), 1, i, 0))
                        .toList());
    }

    private static void assertOneVersion(Document document) {
        int version = Integer.parseInt(document.contentHash().substring(1));
        Document written = versioned(version);
        assertThat(document.text()).isEqualTo(written.text());
        assertThat(document.metadata()).isEqualTo(written.metadata());
        assertThat(document.chunks())
                .extracting(Chunk::end)
                .isEqualTo(written.chunks().stream().map(Chunk::end).toList());
    }

    private static void assertOneVersion(List<Hit> hits) {
        assertThat(hits).isNotEmpty();
        assertThat(hits).extracting(Hit::text).containsOnly(hits.getFirst().text());
        assertThat(hits)
                .hasSize(
                        ((Number)
                                        value(
                                                Objects.requireNonNull(hits.getFirst().metadata()),
                                                "chunks"))
                                .intValue());
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void concurrentWritersOfTheSameDocumentsDoNotBlockEachOtherForEver() throws Exception {
        List<Document> forward =
                IntStream.range(0, 200).mapToObj(i -> document("d" + i, 1, 0, 0)).toList();
        inParallel(
                48,
                i -> {
                    List<Document> batch = i % 2 == 0 ? forward : forward.reversed();
                    index.upsert(i % 3 == 0 ? batch : batch.subList(i, i + 50));
                });

        assertThat(index.count(null)).isEqualTo(200);
    }

    // Vector search

    @ParameterizedTest
    @EnumSource(Similarity.class)
    void scoresByTheIndexsSimilarity(Similarity similarity) {
        DocumentIndex other = store.create(definition("by_" + similarity.id(), similarity));
        float[][] vectors = {{1, 0, 0}, {0.6f, 0.8f, 0}, {-1, 0.5f, 0}, {3, 1, 2}, {0, 0, -1}};
        for (int i = 0; i < vectors.length; i++) {
            other.upsert(List.of(document("d" + i, vectors[i])));
        }
        Embedding query = Embedding.of(0.5f, 0.25f, 0.125f);
        for (boolean exact : List.of(true, false)) {
            List<Hit> hits =
                    other.search(
                                    new SearchRequest(
                                            new Retrieval.ByVector(query),
                                            0,
                                            10,
                                            null,
                                            exact,
                                            Grouping.DOCUMENT,
                                            false,
                                            false))
                            .hits();
            assertThat(hits).hasSize(vectors.length);
            for (Hit hit : hits) {
                Embedding vector = Embedding.of(vectors[hit.id().charAt(1) - '0']);
                double expected = similarity.score(query, vector);
                assertThat(hit.score()).isEqualTo(expected, within());
            }
            assertThat(hits).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
        }
    }

    @Test
    void refusesAQueryThatCannotBeCompared() {
        for (Embedding query : List.of(Embedding.of(1, 0), Embedding.of(0, 0, 0))) {
            for (Retrieval retrieval :
                    List.of(
                            new Retrieval.ByVector(query),
                            new Retrieval.Hybrid(query, "text", new Fusion(10, 5)))) {
                SearchRequest request = request(retrieval, 1, Grouping.DOCUMENT);
                String problem =
                        query.dimension() == 2
                                ? "the vector has dimension 2, the index has dimension 3"
                                : "the vector is zero; cosine similarity is not defined for it";
                assertThatThrownBy(() -> index.search(request).hits())
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(problem);
            }
        }
    }

    /** More chunks than any store compares one by one unasked. */
    @Test
    void comparesEveryVectorIfAskedToAndExplainsIt() {
        int far = 2_500;
        List<Chunk> chunks =
                IntStream.range(0, far).mapToObj(i -> chunk(0, 1, -1, i % 50, i)).toList();
        index.upsert(List.of(new Document("far", null, "far", Map.of(), "h", chunks)));
        for (int i = 0; i < 10; i++) {
            index.upsert(List.of(document("d" + i, Map.of("n", i), 10, i, 0)));
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> index.status().state().equals("ready"));
        SearchRequest exact = bare(vector(1, 0, 0), null, true);
        SearchRequest approximate = bare(vector(1, 0, 0), null, false);

        assertThat(ids(index.search(exact).hits()))
                .isEqualTo(IntStream.range(0, 10).mapToObj(i -> "d" + i).toList());
        assertThat(index.search(exact).plan().vectors()).isEqualTo(SearchPlan.Vectors.EXACT);
        assertThat(index.search(approximate).hits()).hasSize(10);
        SearchPlan plan = index.search(approximate).plan();
        assertThat(plan.vectors()).isEqualTo(SearchPlan.Vectors.INDEX);
        assertThat(plan.matches()).isGreaterThan(plan.exactBelow());
        assertThat(plan.candidates()).isGreaterThanOrEqualTo(10);
        assertThat(index.search(bare(vector(1, 0, 0), filter("EXISTS n"), false)).plan().vectors())
                .as("few match")
                .isEqualTo(SearchPlan.Vectors.EXACT);
        assertThat(index.search(bare(hybrid("far"), null, false)).plan().vectors())
                .isEqualTo(SearchPlan.Vectors.INDEX);
        assertThat(index.search(bare(new Retrieval.ByText("far"), null, false)).plan().vectors())
                .isEqualTo(SearchPlan.Vectors.NONE);
    }

    @Test
    void ordersEqualScoresByIdThenChunk() {
        for (String id : List.of("c", "a", "🚀", "b", "\uFFFD")) {
            index.upsert(List.of(texts(id, "same words", "same words")));
        }
        List<String> order = List.of("a", "b", "c", "\uFFFD", "🚀");

        assertThat(ids(index.search(byVector(10, 1, 0, 0)).hits())).isEqualTo(order);
        assertThat(ids(index.search(byText("words")).hits())).isEqualTo(order);
        assertThat(ids(index.search(byVector(2, 1, 0, 0)).hits())).containsExactly("a", "b");
        for (Retrieval retrieval : everyRetrieval("words")) {
            assertThat(ids(index.search(request(retrieval, 10, Grouping.DOCUMENT)).hits()))
                    .isEqualTo(order);
            assertThat(index.search(request(retrieval, 10, Grouping.DOCUMENT)).hits())
                    .extracting(Hit::chunk)
                    .containsOnly(0);
            assertThat(index.search(request(retrieval, 10, Grouping.CHUNK)).hits())
                    .extracting(hit -> hit.id() + hit.chunk())
                    .startsWith("a0", "a1", "b0", "b1");
            assertThat(index.search(request(retrieval, 3, Grouping.CHUNK)).hits())
                    .extracting(hit -> hit.id() + hit.chunk())
                    .containsExactly("a0", "a1", "b0");
        }
    }

    @Test
    void cutsEqualScoresById() {
        List<Document> documents =
                IntStream.range(10, 60).mapToObj(i -> texts("d" + i, "same words")).toList();
        index.upsert(documents.reversed());

        for (Retrieval retrieval : everyRetrieval("words")) {
            for (Grouping grouping : Grouping.values()) {
                assertThat(ids(index.search(request(retrieval, 3, grouping)).hits()))
                        .containsExactly("d10", "d11", "d12");
            }
        }
    }

    @Test
    void ordersEqualScoresOfTheFusionById() {
        Retrieval hybrid = new Retrieval.Hybrid(Embedding.of(1, 0, 0), "needle", new Fusion(10, 1));
        for (boolean first : List.of(true, false)) {
            index.upsert(
                    List.of(
                            document(first ? "a" : "b", "needle", -1, 0, 0),
                            document(first ? "b" : "a", "hay", 1, 0, 0)));

            assertThat(ids(index.search(request(hybrid, 1, Grouping.DOCUMENT)).hits()))
                    .as("of the best of either list")
                    .containsExactly("a");
        }
    }

    @Test
    void groupsByDocumentUnderItsBestChunk() {
        index.upsert(
                List.of(
                        new Document(
                                "long",
                                null,
                                "x".repeat(40),
                                Map.of(),
                                "h",
                                IntStream.range(0, 40)
                                        .mapToObj(i -> chunk(i, i + 1, 10, i - 20, 0))
                                        .toList()),
                        document("far", -1, 0, 0)));
        List<Hit> documents = index.search(byVector(2, 1, 0, 0)).hits();
        List<Hit> chunks = index.search(request(vector(1, 0, 0), 41, Grouping.CHUNK)).hits();

        assertThat(ids(documents)).containsExactly("long", "far");
        assertThat(documents.getFirst().chunk()).isEqualTo(20);
        assertThat(documents.getFirst().start()).isEqualTo(20);
        assertThat(documents.getFirst().end()).isEqualTo(21);
        assertThat(chunks).hasSize(41);
        assertThat(chunks.getLast().id()).isEqualTo("far");
    }

    @Test
    void pagesWithoutGapsOrRepetition() {
        for (int i = 0; i < 25; i++) {
            index.upsert(List.of(document("d" + i, "word ".repeat(i + 1), 10, 25 - i, 0)));
        }
        List<String> expected = IntStream.range(0, 25).mapToObj(i -> "d" + (24 - i)).toList();
        for (Retrieval retrieval : everyRetrieval("word")) {
            List<String> paged = new ArrayList<>();
            for (int offset = 0; offset < 30; offset += 10) {
                paged.addAll(
                        ids(index.search(bare(retrieval, offset, 10, Grouping.DOCUMENT)).hits()));
            }
            assertThat(paged).isEqualTo(expected);
        }
    }

    @Test
    void givesOnlyWhatIsAskedFor() {
        index.upsert(
                List.of(
                        new Document(
                                "a",
                                "Title",
                                "first second",
                                Map.of("n", 1),
                                "h",
                                List.of(chunk(0, 5, -1, 0, 0), chunk(6, 12, 1, 0, 0)))));
        for (Retrieval retrieval : everyRetrieval("second")) {
            for (boolean withText : List.of(true, false)) {
                for (boolean withMetadata : List.of(true, false)) {
                    Hit hit =
                            index.search(
                                            new SearchRequest(
                                                    retrieval,
                                                    0,
                                                    1,
                                                    null,
                                                    false,
                                                    Grouping.DOCUMENT,
                                                    withText,
                                                    withMetadata))
                                    .hits()
                                    .getFirst();
                    assertThat(hit)
                            .isEqualTo(
                                    new Hit(
                                            "a",
                                            1,
                                            6,
                                            12,
                                            hit.score(),
                                            withText ? "Title" : null,
                                            withText ? "second" : null,
                                            withMetadata ? Map.of("n", 1) : null,
                                            null));
                }
            }
        }
    }

    // Lexical and hybrid search

    @Test
    void findsWordsInTitleAndTextByTheLanguagesRules() {
        index.upsert(
                List.of(
                        new Document(
                                "t",
                                "Flying Foxes",
                                "bats",
                                Map.of(),
                                "h",
                                List.of(chunk(0, 4, 1, 0, 0))),
                        texts("b", "the fox flies by night"),
                        texts("c", "nothing of the kind")));

        assertThat(ids(index.search(byText("fly fox")).hits())).containsExactlyInAnyOrder("t", "b");
        assertThat(ids(index.search(byText("FOXES")).hits())).containsExactlyInAnyOrder("t", "b");
        assertThat(ids(index.search(byText("bats night")).hits()))
                .containsExactlyInAnyOrder("t", "b");
        assertThat(ids(index.search(byText("unicorn")).hits())).isEmpty();
        assertThat(ids(index.search(byText("the")).hits())).containsExactlyInAnyOrder("b", "c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fox AND",
                "(fox",
                "fox\"",
                "fox:*",
                "fox & !",
                "field: fox^2",
                "fox' OR '1'='1",
                "fox ~ [",
                "a very long question about what the fox did on that night and why"
            })
    void readsAQueryAsWordsAndNeverAsSyntax(String query) {
        index.upsert(List.of(texts("a", "a fox"), texts("b", "nothing")));

        assertThat(ids(index.search(byText(query)).hits())).containsExactly("a");
    }

    @Test
    void answersAQueryOfManyWords() {
        index.upsert(List.of(texts("a", "needle")));
        StringBuilder words = new StringBuilder("needle");
        for (int i = 0; i < 20_000; i++) {
            words.append(" w").append(i);
        }

        assertThat(ids(index.search(byText(words.toString())).hits())).containsExactly("a");
        assertThat(ids(index.search(byText("!? --")).hits())).isEmpty();
    }

    @Test
    void rareWordsWeighMore() {
        for (int i = 0; i < 20; i++) {
            index.upsert(List.of(texts("d" + i, "common words everywhere")));
        }
        index.upsert(List.of(texts("rare", "zebra words everywhere")));

        assertThat(ids(index.search(byText("common zebra")).hits()).getFirst()).isEqualTo("rare");
    }

    @Test
    void everyChunkIsFoundByTheTitle() {
        index.upsert(
                List.of(
                        new Document(
                                "a",
                                "Zebra",
                                "one two",
                                Map.of(),
                                "h",
                                List.of(chunk(0, 3, 1, 0, 0), chunk(4, 7, 1, 0, 0)))));

        assertThat(index.search(byChunk("zebra", 10)).hits())
                .extracting(Hit::chunk)
                .containsExactly(0, 1);
        assertThat(index.search(byChunk("two", 10)).hits())
                .extracting(Hit::chunk)
                .containsExactly(1);
    }

    @Test
    void followsTheRulesOfTheIndexsOwnLanguage() {
        DocumentIndex simple = store.create(inLanguage("simple", Language.SIMPLE));
        DocumentIndex german = store.create(inLanguage("german", Language.GERMAN));
        for (DocumentIndex each : List.of(simple, german)) {
            each.upsert(List.of(texts("en", "the foxes"), texts("de", "die Kinder")));
        }

        assertThat(ids(simple.search(byText("THE fox kind")).hits())).containsExactly("en");
        assertThat(ids(simple.search(byText("foxes die")).hits()))
                .containsExactlyInAnyOrder("en", "de");
        assertThat(ids(german.search(byText("kind")).hits())).containsExactly("de");
        assertThat(ids(german.search(byText("die")).hits())).containsExactly("de");
    }

    private IndexDefinition inLanguage(String name, Language language) {
        return new IndexDefinition(
                name, 3, Similarity.COSINE, language, store.storageFor(Storage.HALFVEC), 16, 64);
    }

    @Test
    void moreOccurrencesInFewerWordsWeighMore() {
        index.upsert(
                List.of(
                        texts("a", "fox cat cow dog"),
                        texts("b", "fox cat cow dog pig hen rat bat ant bee elk emu"),
                        texts("c", "fox fox fox dog"),
                        texts("d", "none of these")));

        assertThat(ids(index.search(byText("fox")).hits())).containsExactly("c", "a", "b");
        assertThat(index.search(byText("fox")).hits())
                .extracting(Hit::score)
                .doesNotHaveDuplicates();
    }

    @Test
    void groupsByDocumentUnderTheBestChunkByWords() {
        String[] chunks = new String[40];
        Arrays.fill(chunks, "hen and fox");
        chunks[20] = "fox fox fox";
        index.upsert(
                List.of(texts("long", chunks), texts("short", "a fox in a long row of words")));

        List<Hit> hits =
                index.search(request(new Retrieval.ByText("fox"), 2, Grouping.DOCUMENT)).hits();
        assertThat(ids(hits)).containsExactly("long", "short");
        assertThat(hits.getFirst().chunk()).isEqualTo(20);
    }

    @Test
    void fusesBothListsByReciprocalRank() {
        index.upsert(
                List.of(
                        document("both", "needle", 0.9f, 0.1f, 0),
                        document("vector", "hay", 1, 0, 0),
                        document("text", "needle needle", -1, 0, 0),
                        document("neither", "hay", -1, 0.1f, 0)));
        List<Hit> hits =
                index.search(
                                new SearchRequest(
                                        new Retrieval.Hybrid(
                                                Embedding.of(1, 0, 0), "needle", new Fusion(10, 2)),
                                        0,
                                        2,
                                        null,
                                        false,
                                        Grouping.DOCUMENT,
                                        true,
                                        true))
                        .hits();

        assertThat(hits.getFirst().id()).isEqualTo("both");
        assertThat(hits.getFirst().score()).isEqualTo(1.0 / 12 + 1.0 / 12, within());
        assertThat(hits.get(1).score()).isEqualTo(1.0 / 11, within());
        assertThat(hits.get(1).id()).isEqualTo("text");
    }

    @Test
    void documentIsShownByTheChunkOfTheListThatHasItHigher() {
        String text = "hay needle";
        index.upsert(
                List.of(
                        new Document(
                                "two",
                                null,
                                text,
                                Map.of(),
                                "hash",
                                List.of(chunk(0, 3, 0.9f, 0.1f, 0), chunk(4, 10, -1, 0, 0)))));
        Retrieval hybrid =
                new Retrieval.Hybrid(Embedding.of(1, 0, 0), "needle", new Fusion(10, 10));

        List<Hit> firstInBoth = index.search(request(hybrid, 1, Grouping.DOCUMENT)).hits();
        index.upsert(List.of(document("near", "hay", 1, 0, 0)));
        List<Hit> firstByWords = index.search(request(hybrid, 1, Grouping.DOCUMENT)).hits();

        assertThat(firstInBoth.getFirst().id()).isEqualTo("two");
        assertThat(firstInBoth.getFirst().chunk()).as("nearest in meaning").isZero();
        assertThat(firstByWords.getFirst().id()).isEqualTo("two");
        assertThat(firstByWords.getFirst().chunk()).as("best by words").isEqualTo(1);
    }

    @Test
    void hybridGivesAsManyAsThereAre() {
        for (int i = 0; i < 30; i++) {
            index.upsert(List.of(texts("d" + i, i % 3 == 0 ? "needle" : "hay")));
        }
        List<Hit> hits =
                index.search(
                                new SearchRequest(
                                        new Retrieval.Hybrid(
                                                Embedding.of(1, 0, 0), "needle", new Fusion(60, 1)),
                                        0,
                                        100,
                                        null,
                                        false,
                                        Grouping.CHUNK,
                                        false,
                                        false))
                        .hits();

        assertThat(hits).hasSize(30);
        assertThat(hits.subList(0, 10))
                .allMatch(hit -> Integer.parseInt(hit.id().substring(1)) % 3 == 0);
    }

    // Filters

    @Test
    void filtersEveryKindOfSearch() {
        for (int i = 0; i < 20; i++) {
            index.upsert(List.of(document("d" + i, Map.of("n", i), 10, i, 0)));
        }
        Filter filter = filter("n >= 15");
        for (Retrieval retrieval :
                List.of(
                        vector(1, 0, 0),
                        new Retrieval.ByText("text"),
                        new Retrieval.Hybrid(Embedding.of(1, 0, 0), "text", new Fusion(10, 5)))) {
            for (boolean exact : List.of(true, false)) {
                List<Hit> hits =
                        index.search(
                                        new SearchRequest(
                                                retrieval,
                                                0,
                                                10,
                                                filter,
                                                exact,
                                                Grouping.DOCUMENT,
                                                false,
                                                false))
                                .hits();
                assertThat(ids(hits)).containsExactlyInAnyOrder("d15", "d16", "d17", "d18", "d19");
            }
        }
    }

    @Test
    void filtersEveryChunkOfADocument() {
        for (int i = 0; i < 4; i++) {
            Document document = texts("d" + i, "red fox", "red hen");
            index.upsert(
                    List.of(
                            new Document(
                                    document.id(),
                                    null,
                                    document.text(),
                                    Map.of("n", i),
                                    "h",
                                    document.chunks())));
        }
        for (Retrieval retrieval : everyRetrieval("red")) {
            assertThat(index.search(bare(retrieval, filter("n >= 2"), false)).hits())
                    .extracting(hit -> hit.id() + hit.chunk())
                    .containsExactlyInAnyOrder("d20", "d21", "d30", "d31");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyFilterMeansWhatTheOracleSays(long seed) {
        RandomMetadata random = new RandomMetadata(seed);
        Map<String, Map<String, @Nullable Object>> all = new HashMap<>();
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            Map<String, @Nullable Object> metadata = random.metadata();
            all.put("d" + i, metadata);
            documents.add(document("d" + i, metadata, 1, 0, 0));
        }
        index.upsert(documents);
        for (int i = 0; i < 250; i++) {
            Filter filter = random.filter();
            List<String> expected =
                    all.entrySet().stream()
                            .filter(entry ->
                                    FilterOracle.matches(filter, entry.getKey(), entry.getValue()))
                            .map(Map.Entry::getKey)
                            .toList();
            assertThat(index.list(1_000, null, filter).stream().map(DocumentSummary::id))
                    .as("%s", filter)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void takesTheTextOfAFilterLiterally() {
        List<String> texts =
                List.of("a.c", "abc", "a%c", "a_c", "a*c", "a\\c", "a\"c", "a'c", "(ac");
        for (String text : texts) {
            index.upsert(List.of(document(text, Map.of("s", text), 1, 0, 0)));
        }
        for (String text : texts) {
            Filter.Operand.Text operand = new Filter.Operand.Text(text);
            for (Filter filter :
                    List.of(
                            new Filter.Contains(path("s"), operand),
                            new Filter.StartsWith(path("s"), text),
                            new Filter.Compare(path("s"), Filter.Operator.EQ, operand))) {
                assertThat(index.list(10, null, filter))
                        .as("%s", filter)
                        .extracting(DocumentSummary::id)
                        .containsExactly(text);
            }
        }
    }

    @Test
    void looksIntoArraysHoweverDeepAndAtNoOtherPath() {
        index.upsert(
                List.of(
                        document("array", Map.of("a", nested("fox", 10)), 1, 0, 0),
                        document("key", Map.of("a.b", "fox"), 1, 0, 0),
                        document("path", Map.of("a", Map.of("b", "fox")), 1, 0, 0),
                        document(
                                "both",
                                Map.of("a", nested(Map.of("b", nested("fox", 5)), 5)),
                                1,
                                0,
                                0)));
        Map<Filter.Path, List<String>> expected =
                Map.of(
                        path("a"),
                        List.of("array"),
                        path("a.b"),
                        List.of("key"),
                        new Filter.Path(List.of("a", "b")),
                        List.of("both", "path"));
        Filter.Operand.Text fox = new Filter.Operand.Text("fox");
        expected.forEach((path, ids) -> {
            for (Filter filter :
                    List.of(
                            new Filter.Compare(path, Filter.Operator.EQ, fox),
                            new Filter.In(path, List.of(fox)),
                            new Filter.Contains(path, fox),
                            new Filter.StartsWith(path, "fo"))) {
                assertThat(index.list(10, null, filter))
                        .as("%s", filter)
                        .extracting(DocumentSummary::id)
                        .containsExactlyElementsOf(ids);
            }
        });
    }

    private static Object nested(Object value, int arrays) {
        return arrays == 0 ? value : List.of(nested(value, arrays - 1));
    }

    @Test
    void comparesLongStringsRight() {
        String base = "abc🚀".repeat(3_000);
        index.upsert(
                List.of(
                        document("long", Map.of("s", base + "needle" + base), 1, 0, 0),
                        document("longer", Map.of("s", base + "needles" + base), 1, 0, 0)));

        assertThat(index.count(new Filter.Contains(path("s"), new Filter.Operand.Text("needle"))))
                .isEqualTo(2);
        assertThat(index.count(new Filter.Contains(path("s"), new Filter.Operand.Text("needles"))))
                .isEqualTo(1);
        assertThat(
                        index.count(
                                new Filter.Contains(
                                        path("s"),
                                        new Filter.Operand.Text(base.substring(5, 1_025)))))
                .isEqualTo(2);
        assertThat(index.count(new Filter.StartsWith(path("s"), "abc🚀abc"))).isEqualTo(2);
        assertThat(
                        index.count(
                                new Filter.Compare(
                                        path("s"),
                                        Filter.Operator.EQ,
                                        new Filter.Operand.Text(base.substring(0, 1_000)))))
                .isZero();
        assertThat(
                        index.count(
                                new Filter.Compare(
                                        path("s"),
                                        Filter.Operator.GT,
                                        new Filter.Operand.Text(base.substring(0, 1_000)))))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a%d IS NULL",
                "a%d >= 1",
                "a%d == 1",
                "a%d != 1",
                "a%d CONTAINS 'x'",
                "a%d STARTS WITH 'x'"
            })
    void answersTheLargestFilterWithTheLargestQuery(String condition) {
        index.upsert(List.of(texts("plain", "needle"), texts("other", "hay")));
        StringBuilder text = new StringBuilder("needle");
        for (int i = 0; i < 2_000; i++) {
            text.append(" w").append(i);
        }
        for (String connective : List.of(" AND ", " OR ")) {
            Filter filter = largest(condition, connective);
            boolean matches = FilterOracle.matches(filter, Map.of());

            for (Retrieval retrieval :
                    List.of(
                            new Retrieval.ByText(text.toString()),
                            vector(1, 0, 0),
                            new Retrieval.Hybrid(
                                    Embedding.of(1, 0, 0), text.toString(), new Fusion(10, 5)))) {
                SearchRequest request =
                        new SearchRequest(
                                retrieval, 0, 1, filter, false, Grouping.DOCUMENT, false, false);
                assertThat(index.search(request).hits()).hasSize(matches ? 1 : 0);
            }
            assertThat(index.count(filter)).isEqualTo(matches ? 2 : 0);
            assertThat(index.list(10, null, filter)).hasSize(matches ? 2 : 0);
        }
        Filter filter = largest(condition, " AND ");
        assertThat(index.delete(filter)).isEqualTo(FilterOracle.matches(filter, Map.of()) ? 2 : 0);
    }

    /** As many of these conditions as a filter may have. */
    private static Filter largest(String condition, String connective) {
        Filter largest = filter(condition.formatted(0));
        StringBuilder expression = new StringBuilder(condition.formatted(0));
        try {
            for (int i = 1; ; i++) {
                expression.append(connective).append(condition.formatted(i));
                largest = filter(expression.toString());
            }
        } catch (FilterSyntaxException e) {
            return largest;
        }
    }

    // Time

    @Test
    void aSearchWhoseTimeIsUpIsRefusedAndNeverAnsweredInPart() {
        index.upsert(List.of(document("a", Map.of("lang", "en"), 1, 0, 0), document("b", 0, 1, 0)));
        Filter english = filter("lang == 'en'");
        for (Retrieval retrieval : everyRetrieval("text")) {
            for (boolean exact : List.of(false, true)) {
                for (Filter filter : Arrays.asList(null, english)) {
                    SearchRequest search = bare(retrieval, filter, exact);
                    SearchRequest late = search.before(Deadline.after(Duration.ofNanos(1)));

                    assertThatThrownBy(() -> index.search(late).hits())
                            .isInstanceOf(DeadlineExceededException.class)
                            .hasMessageContaining("the deadline of 0 ms passed");
                    List<Hit> hits = index.search(search).hits();
                    assertThat(ids(hits)).contains("a").doesNotHaveDuplicates();
                    assertThat(
                                    index.search(search.before(Deadline.after(Duration.ofHours(1))))
                                            .hits())
                            .isEqualTo(hits);
                }
            }
        }
    }

    // The words of this specification

    private static Filter.Path path(String key) {
        return new Filter.Path(List.of(key));
    }

    private static Filter filter(String expression) {
        return Objects.requireNonNull(FilterParser.parse(expression));
    }

    private static Object value(Map<String, @Nullable Object> map, String key) {
        return Objects.requireNonNull(map.get(key));
    }

    private static Offset<Double> within() {
        return Offset.offset(TOLERANCE);
    }

    private static Chunk chunk(int start, int end, float... vector) {
        return new Chunk(start, end, Embedding.of(vector));
    }

    private static Document document(String id, float... vector) {
        return document(id, Map.of(), vector);
    }

    private static Document document(
            String id, Map<String, @Nullable Object> metadata, float... vector) {
        String text = "text of " + id;
        return new Document(
                id, null, text, metadata, "h", List.of(chunk(0, text.length(), vector)));
    }

    private static Document document(String id, String text, float... vector) {
        return new Document(
                id, null, text, Map.of(), "h", List.of(chunk(0, text.length(), vector)));
    }

    /** A document of these chunks, all with the same vector. */
    private static Document texts(String id, String... chunks) {
        StringBuilder text = new StringBuilder();
        List<Chunk> list = new ArrayList<>();
        for (String chunk : chunks) {
            list.add(chunk(text.length(), text.length() + chunk.length(), 1, 0, 0));
            text.append(chunk).append(' ');
        }
        return new Document(id, null, text.toString().strip(), Map.of(), "h", list);
    }

    private static Retrieval vector(float... vector) {
        return new Retrieval.ByVector(Embedding.of(vector));
    }

    private static Retrieval hybrid(String text) {
        return new Retrieval.Hybrid(Embedding.of(1, 0, 0), text, new Fusion(10, 100));
    }

    /** By vector, by words and by both. */
    private static List<Retrieval> everyRetrieval(String text) {
        return List.of(vector(1, 0, 0), new Retrieval.ByText(text), hybrid(text));
    }

    /** For hits without text and metadata. */
    private static SearchRequest bare(
            Retrieval retrieval, int offset, int limit, Grouping grouping) {
        return new SearchRequest(retrieval, offset, limit, null, false, grouping, false, false);
    }

    /** For ten chunks. */
    private static SearchRequest bare(Retrieval retrieval, @Nullable Filter filter, boolean exact) {
        return new SearchRequest(retrieval, 0, 10, filter, exact, Grouping.CHUNK, false, false);
    }

    private static SearchRequest byVector(int limit, float... vector) {
        return request(vector(vector), limit, Grouping.DOCUMENT);
    }

    private static SearchRequest byText(String text) {
        return request(new Retrieval.ByText(text), 100, Grouping.DOCUMENT);
    }

    private static SearchRequest byChunk(String text, int limit) {
        return request(new Retrieval.ByText(text), limit, Grouping.CHUNK);
    }

    private static SearchRequest request(Retrieval retrieval, int limit, Grouping grouping) {
        return new SearchRequest(retrieval, 0, limit, null, false, grouping, true, true);
    }

    private static List<String> ids(List<Hit> hits) {
        return hits.stream().map(Hit::id).toList();
    }

    /** Something done with a number. */
    private interface Step {
        void run(int i);
    }

    private static void inParallel(int times, Step step) throws Exception {
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            int number = i;
            calls.add(() -> {
                step.run(number);
                return true;
            });
        }
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var result : threads.invokeAll(calls)) {
                assertThat(result.get()).isTrue();
            }
        }
    }
}
