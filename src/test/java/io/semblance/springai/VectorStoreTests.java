package io.semblance.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.semblance.TestData;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.ai.content.Media;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.ai.vectorstore.filter.FilterExpressionBuilder;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.MimeTypeUtils;

import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Spring AI's vector store on the embedded store. */
class VectorStoreTests {

    private static @Nullable ConfigurableApplicationContext application;

    private final VectorStore store;

    VectorStoreTests() {
        store = Objects.requireNonNull(application).getBean(VectorStore.class);
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(SemblanceAutoConfiguration.class)
    static class Application {}

    @BeforeAll
    static void start() {
        application =
                new SpringApplicationBuilder(Application.class)
                        .web(WebApplicationType.NONE)
                        .run("--semblance.data-dir=" + TestData.newDirectory());
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(application).close();
    }

    @BeforeEach
    void fill() {
        store.delete("topic != 'nothing'");
        store.add(
                List.of(
                        new Document(
                                "pw",
                                "Choose Reset on the first page. We send you a link.",
                                Map.of("topic", "it", "year", 2024, "tags", List.of("web", "pw"))),
                        new Document(
                                "leave",
                                "Everybody has thirty days of holiday a year.",
                                Map.of("topic", "hr", "year", 2025, "since", LocalDate.EPOCH)),
                        new Document(
                                "dog",
                                "Dogs are welcome on the ground floor.",
                                Map.of("topic", "office", "year", 2025, "weight", 7.5f))));
    }

    @Test
    void findsByMeaningBestFirst() {
        List<Document> found =
                store.similaritySearch(
                        SearchRequest.builder().query("How much vacation do I get?").build());

        assertThat(found).extracting(Document::getId).hasSize(3).startsWith("leave");
        assertThat(found.getFirst().getText())
                .isEqualTo("Everybody has thirty days of holiday a year.");
        assertThat(found)
                .extracting(Document::getScore)
                .isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(found.getFirst().getScore()).isBetween(0.5, 1.0);
    }

    @Test
    void givesMetadataBackAsJsonWithTheDistance() {
        Document dog = only("What about my dog?", "topic == 'office'");
        Document leave = only("holiday", "topic == 'hr'");

        assertThat(dog.getMetadata())
                .containsEntry("weight", 7.5)
                .containsEntry("year", 2025)
                .hasEntrySatisfying(
                        "distance",
                        distance ->
                                assertThat((double) distance)
                                        .isCloseTo(1 - score(dog), within(1e-9)));
        assertThat(leave.getMetadata()).containsEntry("since", "1970-01-01");
    }

    private Document only(String query, String filter) {
        List<Document> found = search(query, filter);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static double score(Document document) {
        return Objects.requireNonNull(document.getScore());
    }

    private List<Document> search(String query, String filter) {
        return store.similaritySearch(
                SearchRequest.builder().query(query).filterExpression(filter).build());
    }

    @Test
    void topKIsTheMostThatComeBack() {
        assertThat(store.similaritySearch(SearchRequest.builder().query("a").topK(2).build()))
                .hasSize(2);
        assertThat(store.similaritySearch(SearchRequest.builder().query("a").topK(0).build()))
                .isEmpty();
    }

    @Test
    void thresholdLeavesTheLessSimilarOut() {
        SearchRequest.Builder request = SearchRequest.builder().query("days of holiday");
        List<Document> all = store.similaritySearch(request.build());
        double between = (score(all.get(0)) + score(all.get(1))) / 2;

        assertThat(store.similaritySearch(request.similarityThreshold(between).build()))
                .extracting(Document::getId)
                .containsExactly("leave");
        assertThat(store.similaritySearch(request.similarityThreshold(1).build())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "topic == 'it'                          ; pw",
                "topic != 'it'                          ; leave dog",
                "year > 2024                            ; leave dog",
                "year >= 2024 && year < 2025            ; pw",
                "year <= 2024 || topic == 'hr'          ; pw leave",
                "topic IN ['it', 'hr']                  ; pw leave",
                "topic NIN ['it', 'hr']                 ; dog",
                "NOT (topic == 'it' || topic == 'hr')   ; dog",
                "weight IS NULL                         ; pw leave",
                "weight IS NOT NULL                     ; dog",
                "weight == 7.5                          ; dog",
                "tags == 'web'                          ; pw",
                "since == '1970-01-01'                  ; leave",
                "year == 2025 AND (topic == 'hr' OR weight > 100.5) ; leave",
            })
    void filtersInSpringAisLanguage(String filter, String ids) {
        assertThat(search("anything", filter))
                .extracting(Document::getId)
                .containsExactlyInAnyOrder(ids.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'country.1' == 'BG'                         ; flat",
                "\"country.1\" == 'BG'                       ; flat",
                "'country.1' IN ['BG', 'US']                 ; flat",
                "'country.1' IN ['NL', 'US']                 ; nested both",
                "topic == 'x' && 'country.1' NIN ['BG']      ; nested both",
                "topic == 'x' && 'country.1' != 'BG'         ; nested both",
                "topic == 'x' && NOT ('country.1' == 'NL')   ; flat",
                "topic == 'x' && ('country.1' == 'BG' || year == 1) ; flat",
                "'country.1' IS NOT NULL                     ; flat nested both",
                "topic == 'x' && 'country.1' IS NULL         ; ``",
                "author.name == 'Ann'                        ; nested",
                "'a b.c$\\d[0]' == 1                         ; flat",
                "'$ref' > 4                                  ; flat",
                "id == 'flat'                                ; flat",
                "id == 'dog' || id IN ['pw']                 ; dog pw",
            })
    void keysOfAnyNameAreFoundAndDeleted(String filter, String ids) {
        store.add(
                List.of(
                        new Document(
                                "flat",
                                "A text.",
                                Map.of(
                                        "topic",
                                        "x",
                                        "country.1",
                                        "BG",
                                        "a b.c$\\d[0]",
                                        1,
                                        "$ref",
                                        5)),
                        new Document(
                                "nested",
                                "A text.",
                                Map.of(
                                        "topic",
                                        "x",
                                        "country",
                                        Map.of("1", "NL"),
                                        "author",
                                        Map.of("name", "Ann"))),
                        new Document(
                                "both",
                                "A text.",
                                Map.of(
                                        "topic",
                                        "x",
                                        "country.1",
                                        "NL",
                                        "country",
                                        Map.of("1", "BG")))));
        List<String> expected = ids.isEmpty() ? List.of() : List.of(ids.split(" "));

        assertThat(search("anything", filter))
                .extracting(Document::getId)
                .containsExactlyInAnyOrderElementsOf(expected);
        store.delete(filter);
        assertThat(search("anything", filter)).isEmpty();
        assertThat(
                        store.similaritySearch(
                                SearchRequest.builder().query("anything").topK(20).build()))
                .hasSize(6 - expected.size());
    }

    @Test
    void numbersThatTheStoreCannotKeepAreRefused() {
        FilterExpressionBuilder filter = new FilterExpressionBuilder();
        for (FilterExpressionBuilder.Op beyond :
                List.of(
                        filter.eq("year", Long.MAX_VALUE),
                        filter.in("year", 1, Long.MIN_VALUE),
                        filter.gt("a.b", 9_007_199_254_740_993L))) {
            assertThatThrownBy(() -> store.delete(beyond.build()))
                    .hasMessageContaining("send numbers beyond 2^53 as strings");
        }
        assertThatThrownBy(() -> store.delete(filter.lt("year", Double.NaN).build()))
                .hasMessageContaining("finite numbers, got: NaN");
        assertThat(search("anything", "topic != 'nothing'")).hasSize(3);
    }

    @Test
    void datesCompareAsInstants() {
        FilterExpressionBuilder filter = new FilterExpressionBuilder();
        store.add(
                List.of(
                        new Document(
                                "feb",
                                "A text.",
                                Map.of("topic", "x", "at", "2024-01-31T23:30:00-05:00"))));

        assertThat(
                        store.similaritySearch(
                                SearchRequest.builder()
                                        .query("text")
                                        .filterExpression(
                                                filter.and(
                                                                filter.gte(
                                                                        "at",
                                                                        LocalDate.of(2024, 2, 1)),
                                                                filter.eq(
                                                                        "at",
                                                                        Instant.parse(
                                                                                "2024-02-01T04:30:00Z")))
                                                        .build())
                                        .build()))
                .extracting(Document::getId)
                .containsExactly("feb");
    }

    @Test
    void longListsAndEmptyListsAreCompared() {
        FilterExpressionBuilder filter = new FilterExpressionBuilder();
        Object[] ids = IntStream.range(0, 10_000).mapToObj(i -> i == 0 ? "hr" : "t" + i).toArray();
        for (String key : List.of("topic", "a.topic")) {
            store.similaritySearch(
                    SearchRequest.builder()
                            .query("dogs")
                            .filterExpression(filter.in(key, ids).build())
                            .build());
        }

        assertThat(
                        store.similaritySearch(
                                SearchRequest.builder()
                                        .query("dogs")
                                        .filterExpression(filter.in("topic", ids).build())
                                        .build()))
                .extracting(Document::getId)
                .containsExactly("leave");
        store.delete(filter.in("topic", List.of()).build());
        assertThat(search("dogs", "topic != 'x'")).hasSize(3);
    }

    @Test
    void filtersAreBuiltToo() {
        FilterExpressionBuilder filter = new FilterExpressionBuilder();
        FilterExpressionBuilder.Op chain =
                IntStream.range(0, 100)
                        .mapToObj(year -> filter.eq("year", 1900 + year))
                        .reduce(filter.eq("since", LocalDate.EPOCH), filter::or);

        assertThat(
                        store.similaritySearch(
                                SearchRequest.builder()
                                        .query("a chain of a hundred, and a date")
                                        .filterExpression(chain.build())
                                        .build()))
                .extracting(Document::getId)
                .containsExactly("leave");
    }

    @Test
    void addingTheSameIdReplacesIt() {
        store.add(List.of(new Document("dog", "Cats, too.", Map.of("topic", "office"))));

        assertThat(only("cats", "topic == 'office'").getText()).isEqualTo("Cats, too.");
    }

    @Test
    void longDocumentsComeBackWholeAndOnce() {
        String text =
                "Pumps move water. ".repeat(100)
                        + "The cafeteria opens at noon. "
                        + "Valves close pipes. ".repeat(100);
        store.add(List.of(new Document("long", text, Map.of("topic", "x"))));

        assertThat(only("When can I have lunch?", "topic == 'x'").getText()).isEqualTo(text);
        store.delete(List.of("long"));
    }

    @Test
    void deletesByIds() {
        store.delete(List.of("dog", "never there"));

        assertThat(search("dogs", "year > 0"))
                .extracting(Document::getId)
                .containsExactlyInAnyOrder("pw", "leave");
    }

    @Test
    void deletesByFilter() {
        store.delete("year == 2025");

        assertThat(search("dogs", "year > 0")).extracting(Document::getId).containsExactly("pw");
    }

    @Test
    void namesTheDocumentsThatItCouldNotStore() {
        List<Document> added =
                new ArrayList<>(List.of(new Document("fine", "A text.", Map.of("topic", "it"))));
        IntStream.range(0, 7).forEach(i -> added.add(new Document("blank" + i, " ", Map.of())));

        assertThatThrownBy(() -> store.add(added))
                .hasMessageStartingWith(
                        "7 of 8 documents could not be stored, the others are stored: 'blank0': the"
                                + " text is")
                .hasMessageContaining("'blank4'")
                .hasMessageEndingWith("; …");
        assertThat(search("A text.", "topic == 'it'"))
                .extracting(Document::getId)
                .startsWith("fine");
        store.delete(List.of("fine"));
    }

    @Test
    void refusesADocumentWithoutText() {
        Media picture = new Media(MimeTypeUtils.IMAGE_PNG, URI.create("file:picture.png"));

        assertThatThrownBy(() -> store.add(List.of(new Document(picture, Map.of()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("has none");
    }

    @Test
    void anEmptyListIsNoWork() {
        store.add(List.of());
        store.delete(List.of());

        assertThat(search("dogs", "year > 0")).hasSize(3);
    }

    @Test
    void refusesAFilterThatTheStoreWouldNotTake() {
        assertThatThrownBy(() -> search("dogs", "topic == '%s'".formatted("x".repeat(2_000))))
                .hasMessageContaining("at most 1024 characters");
    }
}
